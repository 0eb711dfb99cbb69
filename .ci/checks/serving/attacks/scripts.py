"""Connections that send a lot, slowly, or what is no valid HTTP/1.1."""

from attacks import bodies, wire
from attacks.attack import SLOW_SECONDS

METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "GET", "POST", "HEAD", "TRACE", "BREW")
SCORING = ("/invocations", "/predict")


def post(path, body, *headers, kind="application/json", **script):
    """A connection with one POST."""
    return wire.Script(lambda target: [wire.request(target, "POST", path, body(), *headers, kind=kind)], **script)


def upload(method, path, size, *headers, **script):
    """A connection with a request whose body is blanks."""

    def pieces(target):
        yield wire.head(target, method, path, *headers, length=size)
        yield from bodies.blanks(size)

    return wire.Script(pieces, bodiless=method == "HEAD", **script)


def in_chunks(method, path, size):
    """The same in chunks, without an end."""

    def pieces(target):
        yield wire.head(target, method, path, "Transfer-Encoding: chunked")
        yield from map(wire.chunk, bodies.blanks(size))

    return wire.Script(pieces, bodiless=method == "HEAD")


def slow_head(path):
    def pieces(target):
        yield wire.head(target, "POST", path, length=10)[:-4]
        for number in range(2 * SLOW_SECONDS):
            yield 0.5
            yield b"\r\nX-%d: 1" % number

    return wire.Script(pieces, responses=2)


def slow_line(target):
    for byte in b"GET /ping-and-more HTTP/1.1":
        yield bytes([byte])
        yield 0.5


def slow_heads(path):
    """Connections that never finish their headers; the server has to end them."""
    return [slow_head(path), wire.Script(slow_line, responses=2)] * 100


def slow_body(method, path, chunked):
    """A connection whose body never ends; a response is not enough, the service has to end the connection."""

    def pieces(target):
        framing = ["Transfer-Encoding: chunked"] if chunked else ["Content-Length: 1000"]
        yield wire.head(target, method, path, *framing)
        for _ in range(2 * SLOW_SECONDS):
            yield wire.chunk(b" ") if chunked else b" "
            yield 0.5

    return wire.Script(pieces, responses=2)


def slow_bodies(paths):
    methods = ("POST", "PUT", "GET")
    return [slow_body(method, path, chunked) for path in paths for method in methods for chunked in (True, False)] * 7


def wrong_lengths(target, path, body):
    head = lambda *lines: wire.head(target, "POST", path, *lines)  # noqa: E731
    chunked = "Transfer-Encoding: chunked"
    messages = [
        head("Content-Length: -1") + body,
        head("Content-Length: 99999999999999999999999") + body,
        head("Content-Length: 1e3") + body,
        head("Content-Length: +20") + body,
        head("Content-Length: 10", f"Content-Length: {len(body)}") + body,
        head("Content-Length: 10", chunked) + wire.chunk(body) + b"0\r\n\r\n",
        head("Transfer-Encoding: gzip, chunked") + wire.chunk(body) + b"0\r\n\r\n",
        head("Transfer-Encoding: chunked, identity") + wire.chunk(body) + b"0\r\n\r\n",
        head(chunked) + b"ffffffffffffffff\r\n" + body,
        head(chunked) + b"-1\r\n" + body,
        head(chunked) + b"1;" + b"x" * 1_000_000,
        head(chunked) + wire.chunk(body) + b"0\r\n" + b"X-Trailer: x\r\n" * 100_000 + b"\r\n",
        wire.head(target, "POST", path, length=len(body) - 10) + body,
        wire.head(target, "POST", path, length=len(body) + 10) + body,
        wire.head(target, "POST", path, length=2_000_000_000) + body,
    ]
    return [wire.Script(lambda to, message=message: [message]) for message in messages]


def huge_heads(target, path="/ping"):
    def endless(to):
        yield wire.head(to, "GET", path)[:-2]
        for number in range(3000):
            yield b"X-%d: %b\r\n" % (number, b"x" * 16_000)

    heads = [
        wire.head(target, "GET", path, "X-Long: " + "x" * 1_000_000),
        wire.head(target, "GET", path, *(f"X-{number}: 1" for number in range(20_000))),
        wire.head(target, "GET", path, *["Cookie: a=" + "b" * 4000] * 200),
        wire.head(target, "GET", path + "?" + "x=1&" * 20_000),
        wire.head(target, "GET", "/" + "a/" * 40_000),
        wire.head(target, "X" * 100_000, path),
        wire.head(target, "GET", path, "Authorization: Bearer " + "k" * 100_000),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500,
        b"\r\n" * 500_000,
        b"\x00" * 1_000_000,
    ]
    return [wire.Script(lambda to, message=message: [message]) for message in heads] + [wire.Script(endless)] * 8


def pipelined(method, path, count, read, body=b""):
    """Many requests on one connection, sent without waiting for a response."""

    def pieces(target):
        message = wire.request(target, method, path, body)
        for _ in range(count // 100):
            yield message * 100

    return wire.Script(pieces, responses=count if read else 0)


def unread(target, method, path, body=b""):
    """A connection whose response is large and is never read."""
    message = wire.request(target, method, path, body)
    return wire.Script(lambda to: [message, 2 * SLOW_SECONDS], responses=0)


def connections(count, seconds, path="/ping"):
    """Connections that send the beginning of a request, and nothing more for a while."""

    def pieces(target):
        yield wire.head(target, "GET", path)[:-2]
        yield seconds
        yield b"\r\n"

    return [wire.Script(pieces)] * count


def pages():
    return [wire.Script(lambda to: [wire.head(to, "GET", "/v1/predictions?limit=10000")])] * 16


def foreign_headers(target):
    """The headers of each request that a browser would send for a page of another site."""
    evil = f"evil.example:{target.port}"
    return [
        ["Origin: https://evil.example"],
        ["Origin: null"],
        ["Sec-Fetch-Site: cross-site"],
        [f"Host: {evil}"],
        [f"Host: {evil}", f"Origin: http://{evil}", "Sec-Fetch-Site: same-origin"],
        [f"Host: 127.0.0.1.{evil}"],
    ]
