"""A service that would listen on the network without a key does not start."""

import os
import subprocess
import tempfile
from pathlib import Path

import serving_models
import serving_servers
from clients.registered import check

# By environment variables, by a system property, by a file of Quarkus in the working folder.
OPEN = [
    ({"LASTMILE_SERVING_HOST": "0.0.0.0"}, [], None),
    ({"LASTMILE_SERVING_HOST": "0.0.0.0", "LASTMILE_SERVING_PORT": "0"}, [], None),
    ({"QUARKUS_HTTP_HOST": "0.0.0.0"}, [], None),
    ({"QUARKUS_HTTP_HOST": "0.0.0.0", "LASTMILE_SERVING_PORT": "0"}, [], None),
    ({"QUARKUS_HTTP_HOST": "::"}, [], None),
    ({}, ["-Dquarkus.http.host=0.0.0.0"], None),
    ({}, [], "quarkus.http.host=0.0.0.0\n"),
]


def start(service, settings, properties=(), file=None):
    """The exit code and output of a service; None and its output if it listens, or does not end within two minutes."""
    folder = Path(tempfile.mkdtemp(dir=service.folder))
    if file:
        (folder / "config").mkdir()
        (folder / "config/application.properties").write_text(file)
    environment = {
        **os.environ,
        "MLFLOW_TRACKING_URI": service.tracking,
        "LASTMILE_SERVING_MODEL": serving_models.CLASSIFIER,
        "LASTMILE_SERVING_PORT": str(serving_servers.free_port()),
        "LASTMILE_SERVING_MANAGEMENT_PORT": str(serving_servers.free_port()),
        "LASTMILE_SERVING_CACHE": f"{service.folder}/cache",
        "LASTMILE_SERVING_LOG_ENABLED": "false",
        **settings,
    }
    first, *others = serving_servers.command(service.program)
    log = folder / "output"
    with log.open("w") as output:
        process = subprocess.Popen(
            [first, *properties, *others], stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=folder
        )
        try:
            for _ in range(1200):
                try:
                    return process.wait(timeout=0.1), log.read_text()
                except subprocess.TimeoutExpired:
                    # Quarkus prints this once it listens.
                    if "Listening on" in log.read_text():
                        return None, log.read_text()
            return None, log.read_text()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=60)


@check("startup: a service open to the network without a key ends with one line that says what to do")
def without_key(service):
    failures = []
    for settings in OPEN:
        code, output = start(service, *settings)
        # Quarkus logs at level INFO that the service has stopped.
        lines = [line for line in output.splitlines() if line.strip() and " INFO " not in line]
        if code is None:
            failures.append(f"{settings}: {'the service listens' if 'Listening on' in output else 'neither ends nor listens'}")
        elif code == 0 or len(lines) != 1 or "LASTMILE_SERVING_API_KEY" not in lines[0]:
            failures.append(f"{settings}: exit code {code} with {lines[:5]}")
    if failures:
        raise AssertionError("\n".join([f"{len(failures)} of {len(OPEN)}:", *failures]))


@check("startup: a service open to the network with a key starts")
def with_key(service):
    code, output = start(service, {"QUARKUS_HTTP_HOST": "0.0.0.0", "LASTMILE_SERVING_API_KEY": "0123456789abcdef0123456789abcdef"})
    if code is not None or "Listening on" not in output:
        raise AssertionError(f"exit code {code} with {output[-500:]}")
