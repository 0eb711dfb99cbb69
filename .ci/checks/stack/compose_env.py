"""Compares how bin/with-env and Docker Compose read .env: python compose_env.py bin/with-env. Each line below is accepted
with the same value by both, or rejected by bin/with-env with its number."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ACCEPTED = {
    "A=1\nX=last line": "last line",
    "X='a b'\n": "a b",
    'X="a b"\n': "a b",
    "X=YWI=\n": "YWI=",
    "X=YWI==": "YWI==",
    "A=1\r\nX=crlf\r\n": "crlf",
    "export X=1\n": "1",
    "X=1 # note\n": "1",
    "X='a # b' # note\n": "a # b",
    "X = 1\n": "1",
    "X='$(id)`id`$HOME'\n": "$(id)`id`$HOME",
    "X=a&b;c|d>e*f?\n": "a&b;c|d>e*f?",
    "X=a@b/c%d:e\n": "a@b/c%d:e",
    "# X=1\n\nX=2\n": "2",
    "X='back\\slash'\n": "back\\slash",
    "X='ümlaut'\n": "ümlaut",
    "X=\n": "",
}
REJECTED = ["X\n", "X: 1\n", "X=1\nX=2\n", "X='a\n", "X='a'b\n", "X=a$b\n", 'X="a$b"\n', "X=a#b\n", "X=# a\n", "X='a\\'\n", "exportX=1\n"]

folder = Path(tempfile.mkdtemp())
(folder / "bin").mkdir()
shutil.copy(sys.argv[1], folder / "bin/with-env")
(folder / "docker-compose.yml").write_text("services: {x: {image: 'x:1'}}\n")
environment = {name: os.environ[name] for name in ("PATH", "HOME", "DOCKER_CONFIG") if name in os.environ}
faults = []


def run(*command):
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


for text, value in ACCEPTED.items():
    (folder / ".env").write_bytes(text.encode())
    steps = run("bin/with-env", "printenv", "X")
    lines = run("docker", "compose", "config", "--environment").stdout.splitlines()
    containers = [line.removeprefix("X=") for line in lines if line.startswith("X=")]
    if (steps.returncode, steps.stdout, containers) != (0, value + "\n", [value]):
        faults.append(f"{text!r}: steps {steps.stdout!r} {steps.stderr!r}, containers {containers}, expected {value!r}")
for text in REJECTED:
    (folder / ".env").write_bytes(text.encode())
    steps = run("bin/with-env", "printenv", "X")
    if steps.returncode != 1 or not steps.stderr.startswith(f"error: .env line {len(text.splitlines())}: "):
        faults.append(f"{text!r} is not rejected: {steps}")
shutil.rmtree(folder)
print("\n".join(faults) or f".env: {len(ACCEPTED)} files are read by bin/with-env as by Docker Compose, {len(REJECTED)} are rejected")
sys.exit(bool(faults))
