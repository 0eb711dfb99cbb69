"""A well-behaved client that runs beside the attacks in a separate process, and the memory of the service.

As a program it is that client. Arguments: port, key, name of the client. It prints a line of JSON per request until it is
ended.
"""

import asyncio
import collections
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from attacks import wire

ROW = {"height": 180.5, "weight": 75.0, "count": 3, "color": "red"}
KINDS = ("small", "large")


@dataclasses.dataclass(frozen=True)
class Kind:
    """Requests that a client repeats: seconds between two of them, and whether the connection is kept."""

    method: str
    path: str
    body: object
    pause: float
    keeps: bool


def records(rows):
    return json.dumps({"dataframe_records": [ROW] * rows})


def tag():
    return json.dumps({"experiment_id": "0", "key": "beside", "value": "v" * 100})


CLIENTS = {
    # Small requests are scored on the event loop, large ones by a worker thread.
    "scoring": {
        "small": Kind("POST", "/invocations", lambda: records(1), 0.01, True),
        "large": Kind("POST", "/invocations", lambda: records(400), 0.04, False),
    },
    # A row of the database, and a file.
    "tracking": {
        "small": Kind("POST", "/api/2.0/mlflow/experiments/set-experiment-tag", tag, 0.02, True),
        "large": Kind("PUT", "/api/2.0/mlflow-artifacts/artifacts/beside/file", lambda: b"x" * 200_000, 0.1, False),
    },
}
ALLOWED = {200, 429, 503}
RECOVERY_SECONDS = 5
WINDOW_SECONDS = 1


@dataclasses.dataclass(frozen=True)
class Sample:
    kind: str
    begun: float
    outcome: object
    seconds: float


async def once(target, message, kept):
    """One request on a kept connection or a new one; returns the outcome and the connection to go on with."""
    reader, writer = kept or await asyncio.wait_for(wire.connected(target, wire.Script(None)), 10)
    try:
        writer.write(message)
        found = await asyncio.wait_for(wire.response(reader), 10)
    except (*wire.ENDED, asyncio.TimeoutError):
        writer.transport.abort()
        raise
    if found.headers.get("connection", "").lower() == "close":
        writer.transport.abort()
        return found.status, None
    return found.status, (reader, writer)


async def client(target, name, kind):
    message = wire.request(target, kind.method, kind.path, kind.body())
    kept = None
    while True:
        begun = time.monotonic()
        try:
            outcome, kept = await once(target, message, kept)
        except (*wire.ENDED, asyncio.TimeoutError) as failure:
            outcome, kept = type(failure).__name__, None
        print(json.dumps([name, begun, outcome, time.monotonic() - begun]), flush=True)
        if kept and not kind.keeps:
            kept[1].transport.abort()
            kept = None
        await asyncio.sleep(kind.pause)


async def clients(target, kinds):
    await asyncio.gather(*(client(target, name, kind) for name, kind in kinds.items()))


def p99(samples):
    """Milliseconds."""
    ordered = sorted(sample.seconds for sample in samples)
    return 1000 * ordered[int(0.99 * (len(ordered) - 1) + 0.5)] if ordered else float("inf")


class Client:
    """The well-behaved client: sends both kinds of requests until it is left."""

    def __init__(self, target, name="scoring"):
        self.output = tempfile.TemporaryFile("w+")
        self.command = [sys.executable, "-m", "attacks.beside", str(target.port), target.key or "", name]
        self.read = 0

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=self.output, cwd=Path(__file__).parents[1])
        return self

    def __exit__(self, *failure):
        self.process.kill()
        self.process.wait()
        self.output.close()

    def new_samples(self):
        """The samples since the last call."""
        new = os.pread(self.output.fileno(), 1 << 26, self.read)
        new = new[: new.rfind(b"\n") + 1]
        self.read += len(new)
        return [Sample(*json.loads(line)) for line in new.splitlines()]

    def during(self, seconds):
        time.sleep(seconds)
        return self.new_samples()

    def unloaded(self, seconds=3):
        """p99 of each kind while nothing else is sent, without the first samples."""
        started = time.monotonic()
        while not self.during(0.2) and time.monotonic() < started + 30:
            pass
        self.during(2)
        found = self.during(seconds)
        outcomes = collections.Counter(sample.outcome for sample in found)
        assert set(outcomes) == {200}, f"the client without any attack got {dict(outcomes)}"
        return {kind: round(p99([sample for sample in found if sample.kind == kind]), 1) for kind in KINDS}

    def recovery(self, unloaded):
        """Seconds until a window begins whose p99 is near the unloaded one, None if none does; and all its samples."""
        ended, found = time.monotonic(), []
        while time.monotonic() < ended + RECOVERY_SECONDS + WINDOW_SECONDS + 1:
            found += self.during(0.2)
            begin = time.monotonic() - WINDOW_SECONDS
            if begin >= ended and calm([sample for sample in found if sample.begun >= begin], unloaded):
                return begin - ended, found
        return None, found


def calm(window, unloaded):
    """Whether both kinds were served, and about as fast as without an attack."""
    for kind, milliseconds in unloaded.items():
        these = [sample for sample in window if sample.kind == kind]
        if len(these) < 5 or {sample.outcome for sample in these} != {200} or p99(these) > 2 * milliseconds + 15:
            return False
    return True


def peak(process):
    """Megabytes: the largest resident size of a process since the last reset; 0 if it has exited."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines() if process.poll() is None else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0) // 1024


def reset_peak(process):
    Path(f"/proc/{process.pid}/clear_refs").write_text("5")


if __name__ == "__main__":
    asyncio.run(clients(wire.Target(int(sys.argv[1]), sys.argv[2] or None), CLIENTS[sys.argv[3]]))
