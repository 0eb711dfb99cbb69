"""Searches for planted secrets. The file SECRETS has a line NAME=VALUE for each; a value is letters and digits, so that it is
the same in a URL, in JSON and in SQL.

secrets_search.py watch SECRETS FOUND    until it is told to end: the command lines of all processes, into the file FOUND
secrets_search.py files SECRETS PATH ... the bytes of files, also within archives and Parquet, and as base64 has them

A pattern of the variable EXEMPT (NAME@REGEX, separated by blanks) names a place that holds that secret.
"""

import base64
import gzip
import io
import os
import re
import signal
import sys
import time
import zipfile
from pathlib import Path

HEADS = {b"PK\x03\x04": "zip", b"\x1f\x8b": "gzip", b"PAR1": "parquet"}


def secrets():
    pairs = [line.split("=", 1) for line in Path(sys.argv[2]).read_text().splitlines()]
    for name, value in pairs:
        assert re.fullmatch(r"[A-Za-z0-9]{16,}", value), f"{name} is not letters and digits alone"
    assert len({value for _, value in pairs}) == len(pairs)
    return pairs


def forms(value):
    """As text of one and of two bytes a letter, and as base64 at each of its three places in what is encoded."""
    raw = value.encode()
    yield raw
    yield value.encode("utf-16-le")
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw)
        yield encoded[(offset * 8 + 5) // 6 : (offset + len(raw)) * 8 // 6]


def exempt(name, place):
    rules = [rule.partition("@") for rule in os.environ.get("EXEMPT", "").split()]
    return any(re.fullmatch(of, name) and re.search(pattern, place) for of, _, pattern in rules)


def inside(path, content, depth=0):
    """The content, and what is packed in it."""
    yield str(path), content
    kind = next((kind for head, kind in HEADS.items() if content.startswith(head)), None)
    try:
        if kind == "gzip":
            yield from inside(f"{path}!", gzip.decompress(content), depth + 1)
        elif kind == "zip" and depth < 3:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for entry in archive.namelist():
                    # A jar of classes was there before any secret.
                    if not entry.endswith((".class", ".so", ".dll", ".dylib")):
                        yield from inside(f"{path}!{entry}", archive.read(entry), depth + 1)
        elif kind == "parquet":
            import pyarrow.parquet

            yield f"{path}!rows", repr(pyarrow.parquet.read_table(io.BytesIO(content)).to_pydict()).encode()
    except (OSError, EOFError, zipfile.BadZipFile, RuntimeError):
        pass


def watch():
    found, looked = {}, 0
    pairs = [(name, value.encode()) for name, value in secrets()]
    ended = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(True))
    while not ended:
        looked += 1
        for process in os.listdir("/proc"):
            if process.isdigit() and int(process) != os.getpid():
                try:
                    line = Path(f"/proc/{process}/cmdline").read_bytes()
                except OSError:
                    continue
                for name, value in pairs:
                    if value in line and not exempt(name, line.replace(b"\0", b" ").decode(errors="replace")):
                        found[name, line.replace(value, b"***").replace(b"\0", b" ")[:200]] = process
        time.sleep(0.02)
    lines = [f"{name} is in the command line of {line.decode(errors='replace')}" for name, line in found]
    Path(sys.argv[3]).write_text("\n".join([f"command lines were read {looked} times", *lines]) + "\n")


def files():
    patterns = [(name, list(forms(value))) for name, value in secrets()]
    found, count, size = [], 0, 0
    for start in map(Path, sys.argv[3:]):
        assert start.exists(), f"{start} does not exist"
        for path in [start] if start.is_file() else start.rglob("*"):
            if path.is_symlink() or not path.is_file() or path.samefile(sys.argv[2]):
                continue
            for name, values in patterns:
                if any(value in str(path).encode() for value in values) and not exempt(name, str(path)):
                    found.append(f"{name} is in the name of a file in {start}")
            count, size = count + 1, size + path.stat().st_size
            for place, content in inside(path, path.read_bytes()):
                for name, values in patterns:
                    if any(value in content for value in values) and not exempt(name, place):
                        found.append(f"{name} is in {place}")
    assert count, "there are no files to search"
    print("\n".join(found) or f"none of {len(patterns)} secrets is in {count} files of {size >> 20} MB")
    sys.exit(bool(found))


{"watch": watch, "files": files}[sys.argv[1]]()
