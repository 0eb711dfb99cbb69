"""What the defences of the tracking server do, one assertion after the other."""

import json
import os
import stat
import time
from pathlib import Path

from attacks import wire
from attacks.rules import expect, status
from attacks.tracking_catalog import API, ARTIFACTS, SEARCH

FIRST = b'{"experiment_ids":["0"]}'


def post(target, endpoint, **body):
    return wire.call(target, "POST", API + endpoint, json.dumps(body))


def artifacts_are_as_large_as_they_are(target):
    data = os.urandom(1 << 16) * 1000
    expect(status(target, "PUT", ARTIFACTS + "rules/large", data), {200}, "an upload of 65 MB")
    found = wire.call(target, "GET", ARTIFACTS + "rules/large")
    assert (found.status, found.length, found.body) == (200, len(data), data[: wire.KEPT]), "it comes back otherwise"


def names_of_files_are_kept(target):
    for name in ("t:1.csv", "100%25.csv", "a+b.txt", "50%2525.csv", "%C3%BC.txt"):
        expect(status(target, "PUT", ARTIFACTS + "rules/" + name, b"x"), {200}, name)
        expect(wire.call(target, "GET", ARTIFACTS + "rules/" + name).body, {b"x"}, name)


def paths_that_lead_elsewhere_are_rejected(target):
    for path in ("..%252f..%252fetc/passwd", "a/%2e%2e/%2e%2e/b", "C:/x", ".Uploads/x", "run%20%233.txt"):
        for method in ("GET", "PUT", "DELETE"):
            expect(status(target, method, ARTIFACTS + path, b"x" if method == "PUT" else b""), {400, 404}, path)


def long_numbers_are_rejected_at_once(target):
    begun = time.monotonic()
    body = f'{{"experiment_ids":["0"],"max_results":"{"9" * 1_900_000}"}}'
    expect(status(target, "POST", SEARCH, body), {400}, "a number of 1.9 million digits")
    assert time.monotonic() - begun < 2, f"it took {time.monotonic() - begun:.1f} s"


def json_is_limited(target):
    for size, allowed in ((2 << 20, {200}), ((2 << 20) + 1, {413})):
        body = FIRST + b" " * (size - len(FIRST))
        expect(status(target, "POST", SEARCH, body), allowed, f"{size} bytes")


def foreign_pages_are_rejected(target):
    port = target.port
    lines = [
        [f"Host: evil.example:{port}"], [f"Host: 127.0.0.1.evil.example:{port}"], ["Origin: https://evil.example"],
        ["Origin: null"], ["Sec-Fetch-Site: cross-site"],
    ]
    for headers in lines:
        for method, path, body in (("GET", "/", b""), ("POST", SEARCH, FIRST), ("GET", "/q/health", b"")):
            expect(status(target, method, path, body, *headers), {403}, f"{method} {path} with {headers}")
    expect(status(target, "GET", "/", b"", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"), {200}, "a link")


def tokens_are_needed(target, read):
    stranger = wire.Target(target.port, source="127.0.2.1")
    reader = wire.Target(target.port, read, source="127.0.2.2")
    for path in ("/", "/q/health", "/no/such/path", API + "experiments/search", ARTIFACTS + "rules/large"):
        expect(status(stranger, "GET", path), {401}, f"{path} without a token")
        expect(status(reader, "GET", path), {200, 404}, f"{path} with the token that reads")
    expect(status(reader, "POST", SEARCH, FIRST), {200}, "a search with the token that reads")
    for path in (API + "experiments/create", API + "runs/create", API + "runs/delete"):
        expect(status(reader, "POST", path, b'{"name":"x"}'), {403}, f"{path} with the token that reads")
    expect(status(reader, "PUT", ARTIFACTS + "rules/x", b"x"), {403}, "an upload with the token that reads")
    expect(status(reader, "DELETE", ARTIFACTS + "rules/large"), {403}, "a deletion with the token that reads")
    for path in ("/health", "/version"):
        expect(status(stranger, "GET", path), {200}, path)


def failed_authentications_are_limited(target):
    guessing = wire.Target(target.port, "wrong", source="127.0.2.3")
    found = [status(guessing, "GET", "/") for _ in range(40)]
    assert set(found) == {401, 429} and found[-1] == 429, f"the statuses of 40 wrong tokens: {found}"
    valid = wire.Target(target.port, target.key, source=guessing.source)
    expect(status(valid, "GET", "/"), {200}, "the valid token of that address")


def data_are_private(target, data):
    for path in Path(data).rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        allowed = 0o700 if path.is_dir() else 0o600
        assert mode & ~allowed == 0, f"{path} has the mode {mode:o}"
    assert not list(Path(data).rglob("*.trace.db")), "the database keeps a trace"


def nothing_is_left_of_uploads(data):
    until = time.monotonic() + 10
    while left := list(Path(data, "artifacts/.uploads").iterdir()):
        assert time.monotonic() < until, f"{len(left)} broken uploads are left"
        time.sleep(0.2)
    stored = [path.name for path in Path(data, "artifacts").glob("attack/*")]
    assert not stored, f"attacks have stored {stored}"


def data_are_as_before(target, data):
    """After all attacks: what was written is there, nothing of the attacks is, and the server works."""
    nothing_is_left_of_uploads(data)
    found = json.loads(wire.call(target, "GET", API + "experiments/search?max_results=1000").body)
    names = [experiment["name"] for experiment in found["experiments"]]
    assert "warm" in names and "of a foreign page" not in names, f"the experiments are {names}"
    tags = next(one for one in found["experiments"] if one["experiment_id"] == "0").get("tags", [])
    assert {"key": "beside", "value": "v" * 100} in tags, "the client beside has written a tag, which is not there"
    expect(post(target, "experiments/create", name=f"after-{time.time()}").status, {200}, "a write afterwards")


RULES = [
    artifacts_are_as_large_as_they_are, names_of_files_are_kept, paths_that_lead_elsewhere_are_rejected,
    long_numbers_are_rejected_at_once, json_is_limited, foreign_pages_are_rejected,
]
