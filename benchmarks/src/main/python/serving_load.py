"""Puts load on a server, and reads what it used: requests and latencies from wrk, CPU and memory from the kernel."""

import contextlib
import json
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import serving_servers


@contextlib.contextmanager
def started(contender, command, address, folder):
    """Starts a server; yields its process and the seconds until it was ready."""
    begun = time.monotonic()
    with serving_servers.running(
        contender.name, command, address, contender.ready, folder, pause=0.02, **contender.environment
    ) as process:
        yield process, time.monotonic() - begun


def post(address, body):
    request = urllib.request.Request(address + "/invocations", body.encode(), {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))


def load(address, path, clients, seconds):
    """Clients that each send the body in a file as soon as their last response is there."""
    ended = subprocess.run(
        ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "-s", Path(__file__).with_name("load.lua"),
         address + "/invocations"],
        env={**os.environ, "BODY": str(path)}, capture_output=True, text=True,
    )
    lines = [line for line in ended.stdout.splitlines() if line.startswith("RESULT ")]
    if ended.returncode or not lines:
        sys.exit(f"error: wrk failed: {ended.stderr}{ended.stdout}")
    result = json.loads(lines[0].removeprefix("RESULT "))
    if result["failed"]:
        sys.exit(f"error: {result['failed']} requests failed")
    return result


def rounds(contender, process, address, path, clients, arguments):
    """The medians of the counted rounds of one load, and CPU time and allocated bytes per request over all of them."""
    load(address, path, clients, arguments.seconds)
    cpu, allocated = cpu_seconds(process), allocated_bytes(contender, address)
    runs = [load(address, path, clients, arguments.seconds) for _ in range(arguments.rounds)]
    if not all(run["requests"] for run in runs):
        sys.exit(f"error: {contender.name}: no response within {arguments.seconds} s. Measure on a machine that does nothing else.")
    requests = sum(run["requests"] for run in runs)
    figures = {
        "per_second": statistics.median(run["requests"] / run["seconds"] for run in runs),
        **{key: statistics.median(run[key] for run in runs) for key in ("p50_ms", "p99_ms", "p999_ms")},
        "cpu_us": (cpu_seconds(process) - cpu) / requests * 1e6,
    }
    if allocated is not None:
        figures["allocated"] = (allocated_bytes(contender, address) - allocated) / requests
    return figures


def warm_up(address, paths, seconds):
    """Load of 16 clients, half of the seconds with each body; throughput of every second of the first."""
    slices, begun = [], time.monotonic()
    while time.monotonic() - begun < seconds / len(paths):
        run = load(address, paths[0], 16, 1)
        slices.append((time.monotonic() - begun, run["requests"] / run["seconds"]))
    for path in paths[1:]:
        load(address, path, 16, max(1, seconds // len(paths)))
    return slices


def tree(process):
    server = psutil.Process(process.pid)
    return [server, *server.children(recursive=True)]


def resident(process):
    """Megabytes that a server and its children hold."""
    return sum(one.memory_info().rss for one in tree(process)) / 2**20


def cpu_seconds(process):
    """User and system time that a server and its children have used."""
    return sum(times.user + times.system for times in (one.cpu_times() for one in tree(process)))


def allocated_bytes(contender, address):
    """Bytes of the heap that the JVM had handed out at its last collection; None for another server."""
    if contender.command[0] != "java":
        return None
    return metric(address, "jvm_gc_memory_allocated_bytes_total")


def metric(address, name):
    text = urllib.request.urlopen(serving_servers.operations(address) + "/q/metrics").read().decode()
    return int(float(re.search(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, re.MULTILINE)[1]))


def logged(address, path, seconds):
    """How many responses 16 clients got in a while, and how many of them are in the log, or were dropped."""
    names = "lastmile_log_written_total", "lastmile_log_dropped_total"

    def settled():
        while metric(address, "lastmile_log_queued"):
            time.sleep(0.5)
        time.sleep(1)
        return [metric(address, name) for name in names]

    before = settled()
    run = load(address, path, 16, seconds)
    written, dropped = (after - earlier for after, earlier in zip(settled(), before))
    return {
        "responses": run["requests"], "per_second": run["requests"] / run["seconds"], "written": written, "dropped": dropped,
    }
