"""An HTTP/1.1 client on a bare socket, which sends what no HTTP library sends and reads what comes back meanwhile."""

import asyncio
import contextlib
import dataclasses
import socket
import time

HOST = "127.0.0.1"
CLOSED = "closed"
OPEN = "still open"
REFUSED = "refused"
# Not sent, since those before it took all the time.
LATE = "too late"
ATTEMPTS = 5
# Bytes of a response body that are kept; the rest is counted only.
KEPT = 1 << 16
SMALL_BUFFER = 1 << 14
# What a connection does when the service rejects or closes it: reset, end of stream, broken pipe.
ENDED = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)


@dataclasses.dataclass(frozen=True)
class Target:
    """A service: its port, its key (None: requests bring none), its model, and the address requests are sent from."""

    port: int
    key: str | None = None
    model: str = ""
    management: int | None = None
    source: str = HOST


@dataclasses.dataclass(frozen=True)
class Response:
    """A response: its first bytes and the length of its whole body; `bodiless` if it must not have one."""

    status: int
    headers: dict
    body: bytes = b""
    length: int = 0
    bodiless: bool = False


@dataclasses.dataclass(frozen=True)
class Script:
    """What one connection sends: bytes, and numbers, which are seconds of silence.

    `responses` is how many are awaited before the connection is closed; 0 for a client that never reads, and one more
    than there are requests for one that waits until the service ends the connection.
    """

    pieces: object
    responses: int = 1
    bodiless: bool = False
    port: int | None = None


def head(target, method, path, *headers, length=None, kind="application/json"):
    """The head of a request; `headers` are whole lines and come after the usual ones."""
    lines = [f"{method} {path} HTTP/1.1"]
    if not any(line.lower().startswith("host:") for line in headers):
        lines.append(f"Host: {HOST}:{target.port}")
    if kind:
        lines.append(f"Content-Type: {kind}")
    if target.key:
        lines.append(f"Authorization: Bearer {target.key}")
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, *headers, "", ""]).encode("latin-1")


def request(target, method, path, body, *headers, kind="application/json"):
    """A whole request."""
    body = body.encode() if isinstance(body, str) else body
    return head(target, method, path, *headers, length=len(body), kind=kind) + body


def chunk(data):
    return b"%x\r\n%b\r\n" % (len(data), data)


async def send(writer, pieces):
    """Sends until the service closes the connection. A client that is attacking does not stop at a response."""
    with contextlib.suppress(*ENDED):
        for piece in pieces:
            if isinstance(piece, (int, float)):
                await asyncio.sleep(piece)
            else:
                writer.write(piece)
                await writer.drain()


async def body_of(reader, headers):
    """The first bytes of a body and its length; the body has a length, or comes in chunks."""
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await kept(reader, int(headers.get("content-length", 0)))
    first, total, length = b"", 0, None
    while length != 0:
        length = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
        data, _ = await kept(reader, length)
        await reader.readexactly(2)
        first, total = (first + data)[:KEPT], total + length
    return first, total


async def kept(reader, length):
    first, left = b"", length
    while left:
        data = await reader.readexactly(min(left, KEPT))
        first, left = (first + data)[:KEPT], left - len(data)
    return first, length


async def response(reader, bodiless=False):
    """The next response that is not an interim one."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(lines[0].split()[1])
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
    if status == 100:
        return await response(reader, bodiless)
    if status == 101 or bodiless:
        return Response(status, headers, bodiless=True)
    return Response(status, headers, *await body_of(reader, headers))


async def responses(reader, script, found):
    """Appends all responses of a connection to `found`, and CLOSED if it ends before the last one."""
    try:
        while len(found) < script.responses:
            found.append(await response(reader, script.bodiless))
    except ENDED:
        found.append(CLOSED)


async def connected(target, script):
    opened = socket.socket()
    try:
        opened.setblocking(False)
        if not script.responses:
            # Before it connects; otherwise the kernel takes tens of megabytes for a client that reads nothing.
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        opened.bind((target.source, 0))
        await asyncio.get_running_loop().sock_connect(opened, (HOST, script.port or target.port))
        return await asyncio.open_connection(sock=opened)
    except BaseException:
        opened.close()
        raise


async def exchange(target, script, until):
    """Runs one script to its end, or to `until` (of time.monotonic); returns responses and CLOSED, OPEN or REFUSED."""
    try:
        reader, writer = await connected(target, script)
    except OSError:
        return [REFUSED]
    found = []
    sending = asyncio.create_task(send(writer, script.pieces(target)))
    reading = asyncio.create_task(responses(reader, script, found))
    try:
        await finished({sending, reading}, until, lambda: CLOSED in found)
        return found if reading.done() else [*found, OPEN]
    finally:
        sending.cancel()
        reading.cancel()
        writer.transport.abort()


async def finished(tasks, until, early):
    """Waits for all tasks, until a time at most, and no longer once `early` holds after one of them has ended."""
    while tasks and not early() and (left := until - time.monotonic()) > 0:
        _, tasks = await asyncio.wait(tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)


async def accepted(target, script, until):
    """Runs a script again while the service is too busy: 429 hides the response to what it sends."""
    found = [LATE]
    for _ in range(ATTEMPTS):
        if time.monotonic() >= until:
            break
        found = await exchange(target, script, until)
        if not (isinstance(found[0], Response) and found[0].status == 429):
            break
        await asyncio.sleep(0.2)
    return found


async def exchanges(target, scripts, seconds, together=True):
    """The outcomes of all scripts, started at once or one after the other; `seconds` is for all of them."""
    until = time.monotonic() + seconds
    if together:
        found = await asyncio.gather(*(exchange(target, script, until) for script in scripts))
    else:
        found = [await accepted(target, script, until) for script in scripts]
    return [outcome for each in found for outcome in each]


def call(target, method, path, body=b"", *headers, kind="application/json", seconds=20):
    """The response of one request; fails if there is none."""
    script = Script(lambda to: [request(to, method, path, body, *headers, kind=kind)])
    found = asyncio.run(exchanges(target, [script], seconds))
    assert isinstance(found[0], Response), f"{method} {path}: {found[0]}"
    return found[0]
