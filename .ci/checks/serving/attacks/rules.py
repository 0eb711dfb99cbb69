"""What the defences of the service do, one assertion after the other: encodings, limits, keys, origins, the log."""

import json
import time
import urllib.error
import urllib.request

from attacks import bodies, wire
from attacks.beside import ROW

JSON = "application/json"


def status(target, method, path, body=b"", *headers, kind=JSON):
    return wire.call(target, method, path, body, *headers, kind=kind).status


def infer(target):
    return f"/v2/models/{target.model}/infer"


def scoring(target):
    """Paths that score, each with a valid body."""
    return {
        "/invocations": bodies.record(),
        "/predict": json.dumps(ROW).encode(),
        infer(target): bodies.tensor_request().encode(),
    }


def expect(found, allowed, what):
    assert found in allowed, f"{what}: {found} instead of {' or '.join(map(str, sorted(allowed)))}"


def compressed_bodies_are_scored(target):
    for encoding in ("gzip", "deflate"):
        for path, body in scoring(target).items():
            found = status(target, "POST", path, bodies.compressed(encoding, body), f"Content-Encoding: {encoding}")
            expect(found, {200}, f"{encoding} on {path}")


def other_encodings_are_rejected(target):
    for encoding in ("br", "zstd", "compress", "nonsense"):
        for path, body in scoring(target).items():
            expect(status(target, "POST", path, body, f"Content-Encoding: {encoding}"), {415}, f"{encoding} on {path}")
    twice = bodies.compressed("gzip", bodies.compressed("gzip", bodies.record()))
    expect(status(target, "POST", "/invocations", twice, "Content-Encoding: gzip, gzip"), {413, 415}, "gzip, gzip")


def decompressed_size_is_limited(target):
    for encoding in ("gzip", "deflate"):
        for size, allowed in ((bodies.LIMIT - 1024, {200}), (bodies.LIMIT + 1024, {413}), (30 * bodies.LIMIT, {413})):
            body = bodies.compressed(encoding, bodies.padded(size))
            found = status(target, "POST", "/invocations", body, f"Content-Encoding: {encoding}")
            expect(found, allowed, f"{size} bytes in {encoding}")


def plain_size_is_limited(target):
    for size, allowed in ((bodies.LIMIT - 1024, {200}), (bodies.LIMIT + 1024, {413})):
        expect(status(target, "POST", "/invocations", bodies.padded(size)), allowed, f"{size} bytes")


def infer_takes_its_types_only(target):
    body = bodies.tensor_request()
    for kind in (JSON, "application/octet-stream", ""):
        expect(status(target, "POST", infer(target), body, kind=kind), {200}, f"infer with type '{kind}'")
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        for path, valid in scoring(target).items():
            expect(status(target, "POST", path, valid, kind=kind), {415}, f"{path} with type '{kind}'")


def nothing_without_key(target):
    stranger = wire.Target(target.port, model=target.model, source="127.0.2.1")
    for path, body in scoring(target).items():
        expect(status(stranger, "POST", path, body), {401}, f"{path} without a key")
    for path in ("/v1/predictions", "/q/openapi", f"/v2/models/{target.model}", "/no/such/path"):
        expect(status(stranger, "GET", path), {401}, f"{path} without a key")


def both_keys_are_valid(target, previous):
    for key, allowed in ((target.key, {200}), (previous, {200}), (previous + "x", {401}), ("", {401})):
        other = wire.Target(target.port, key, target.model, source="127.0.2.2")
        expect(status(other, "POST", "/invocations", bodies.record()), allowed, f"key '{key}'")


def failed_authentications_are_limited(target):
    guessing = wire.Target(target.port, "wrong", target.model, source="127.0.2.3")
    attempts, found = 0, None
    while attempts < 1000 and (found is None or found.status == 401):
        attempts += 1
        found = wire.call(guessing, "POST", "/invocations", bodies.record())
    assert found.status == 429, f"after {attempts} wrong keys of one address: {found.status} instead of 429"
    assert int(found.headers.get("retry-after", 0)) >= 1, f"429 without Retry-After: {found.headers}"
    valid = wire.Target(target.port, target.key, target.model, source=guessing.source)
    expect(status(valid, "POST", "/invocations", bodies.record()), {200}, "a valid key of the address with wrong ones")
    other = wire.Target(target.port, "wrong", target.model, source="127.0.2.4")
    expect(status(other, "POST", "/invocations", bodies.record()), {401}, "a wrong key of another address")


def errors_are_short(target):
    """Rejections name a few of many columns, whichever form they came in."""
    for make in (bodies.names_in_records, bodies.names_in_split, bodies.names_of_inputs):
        for names, status in ((9_000, 400), (20_000, 413)):
            found = wire.call(target, "POST", "/invocations", make(names))
            shown = f"{make.__name__}({names}): {found.status}, {found.length} bytes"
            assert found.status == status and found.length < 10_000, shown
            json.loads(found.body)


def log_is_readable(target):
    """Every page of the log is JSON, with the last prediction in it and without a key."""
    prediction = wire.call(target, "POST", "/invocations", bodies.record()).headers.get("x-lastmile-prediction")
    until, sequence, ids = time.monotonic() + 30, 0, []
    while prediction not in ids:
        assert time.monotonic() < until, f"prediction {prediction} is not logged after 30 s, {len(ids)} others are"
        code, text = page(target, sequence)
        assert code == 200, f"/v1/predictions after {sequence}: {code} {text[:300]!r}"
        assert target.key is None or target.key.encode() not in text, "the log has the key"
        read = json.loads(text)
        ids += [one["id"] for one in read["predictions"]]
        sequence = read["next"]


def page(target, after):
    """The status and the whole body of a page of the log, which may be longer than what wire keeps."""
    message = urllib.request.Request(f"http://{wire.HOST}:{target.port}/v1/predictions?limit=10000&after={after}")
    if target.key:
        message.add_header("Authorization", f"Bearer {target.key}")
    try:
        with urllib.request.urlopen(message, timeout=20) as found:
            return found.status, found.read()
    except urllib.error.HTTPError as rejection:
        return rejection.code, rejection.read()


def poison_leaves_the_log_readable(target):
    for text in ('"x\\ud800y"', '"\\udc00"'):
        row = f'{{"height":1,"weight":2,"count":3,"color":{text}}}'
        for path, body in (("/invocations", bodies.record(color=text)), ("/predict", row)):
            expect(status(target, "POST", path, body), {200, 400}, f"{path} with {text}")
    log_is_readable(target)


def foreign_pages_are_rejected(target):
    """For a service without a key, which listens on loopback: a browser on this machine reaches it."""
    port = target.port
    lines = [
        [f"Host: evil.example:{port}"],
        [f"Host: evil.example:{port}", f"Origin: http://evil.example:{port}"],
        [f"Host: 127.0.0.1.evil.example:{port}"],
        ["Origin: https://evil.example"],
        ["Origin: null"],
        ["Sec-Fetch-Site: cross-site"],
    ]
    for headers in lines:
        for path, body in scoring(target).items():
            expect(status(target, "POST", path, body, *headers), {400, 403, 421}, f"POST {path} with {headers}")
        found = wire.call(target, "GET", "/v1/predictions", b"", *headers)
        expect(found.status, {400, 403, 421}, f"the log with {headers}")
        assert b"predictions\":" not in found.body, f"the log was read with {headers}"
    evil = "Origin: https://evil.example"
    simple = status(target, "POST", infer(target), bodies.tensor_request(), evil, kind="text/plain")
    expect(simple, {403, 415}, "a simple cross-site request")
    asked = wire.call(target, "OPTIONS", "/invocations", b"", evil, "Access-Control-Request-Method: POST")
    assert "access-control-allow-origin" not in asked.headers, "a preflight of another site is allowed"


def own_names_are_served(target):
    for host in ("127.0.0.1", "localhost", "[::1]"):
        for line in (f"Host: {host}:{target.port}", f"Host: {host}"):
            expect(status(target, "POST", "/invocations", bodies.record(), line), {200}, line)
    own = f"http://127.0.0.1:{target.port}"
    found = status(target, "POST", "/invocations", bodies.record(), f"Origin: {own}", "Sec-Fetch-Site: same-origin")
    expect(found, {200}, "a page of the service itself")


WITH_KEY = [
    compressed_bodies_are_scored, other_encodings_are_rejected, decompressed_size_is_limited, plain_size_is_limited,
    infer_takes_its_types_only, nothing_without_key, failed_authentications_are_limited, errors_are_short,
    poison_leaves_the_log_readable,
]
WITHOUT_KEY = [foreign_pages_are_rejected, own_names_are_served]


def broken(rules, *arguments):
    """Runs all rules; the ones that do not hold, with the reason."""
    found = []
    for rule in rules:
        name = rule.__name__.replace("_", " ")
        try:
            rule(*arguments)
            print(f"rule: {name}: holds", flush=True)
        except (AssertionError, OSError, ValueError) as failure:
            found.append(f"rule: {name}: {failure}")
            print(found[-1], flush=True)
    return found
