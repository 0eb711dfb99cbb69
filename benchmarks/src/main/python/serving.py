"""Measures the service beside `mlflow models serve` and MLServer: the same pair of models, the same requests."""

import argparse
import contextlib
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil
import serving_models
import serving_servers

BENCHMARKS = Path(__file__).resolve().parents[3]
PROJECT = BENCHMARKS.parent
TARGET = BENCHMARKS / "target"
JAR = PROJECT / "template-serving/target/quarkus-app/quarkus-run.jar"
# What make deploy-realtime-model gives it.
OPTIONS = "template-serving/src/main/jvm.options"
JVM = ["-Xmx192m", "-XX:+UseSerialGC", f"@{PROJECT / OPTIONS}"]
LOGGED = "lastmile, JVM, with its log"
LOADS = [(1, 1), (1, 16), (100, 1), (100, 16)]
ROW = {"height": 180.5, "weight": 75.0, "count": 3, "color": "red"}


class Contender:
    """A server: its command, its environment, the path that says when it is ready; how it is started first, if otherwise."""

    def __init__(self, name, command, ready, first=None, **environment):
        self.name, self.command, self.ready, self.environment = name, command, ready, environment
        self.first = first


def on_java(name, archive, **environment):
    """The service on a JVM, with an archive of its classes that a first start leaves, as make deploy-realtime-model has it."""
    started, first = (
        ["java", *JVM, f"-XX:{option}={archive}", "-jar", JAR]
        for option in ("SharedArchiveFile", "ArchiveClassesAtExit")
    )
    ready = "/q/health/ready"
    return Contender(name, started, ready, Contender(name, first, ready, **environment), **environment)


def contenders(folder, registry, address):
    port = address.rsplit(":", 1)[1]
    service = {
        "LASTMILE_SERVING_LOG_ENABLED": "false",
        "MLFLOW_TRACKING_URI": registry,
        "LASTMILE_SERVING_MODEL": serving_models.CLASSIFIER,
        "LASTMILE_SERVING_PORT": port,
        "LASTMILE_SERVING_CACHE": f"{folder}/cache",
    }
    binaries = serving_servers.BINARIES
    path = {"PATH": f"{binaries}:{os.environ['PATH']}"}
    serve = [
        binaries / "mlflow", "models", "serve", "--model-uri", f"{folder}/pair", "--env-manager", "local",
        "--host", "127.0.0.1", "--port", port,
    ]
    logged = {**service, "LASTMILE_SERVING_LOG_ENABLED": "true", "LASTMILE_SERVING_LOG_FILE": f"{folder}/predictions"}
    all_of_them = [
        on_java("lastmile, JVM", f"{folder}/classes.jsa", **service),
        on_java(LOGGED, f"{folder}/classes-logged.jsa", **logged),
    ]
    for runner in (PROJECT / "template-serving/target").glob("*-runner"):
        all_of_them.append(Contender("lastmile, native", [runner], "/q/health/ready", **service))
    for workers in ("1", "2"):
        all_of_them.append(Contender(f"mlflow, {workers} workers", serve + ["--workers", workers], "/ping", **path))
    mlserver = TARGET / "mlserver/bin/mlserver"
    if mlserver.exists():
        Path(folder, "settings.json").write_text(json.dumps({"host": "127.0.0.1", "http_port": int(port), "debug": False}))
        Path(folder, "model-settings.json").write_text(json.dumps({
            "name": "pair", "implementation": "mlserver_mlflow.MLflowRuntime", "parameters": {"uri": f"{folder}/pair"},
        }))
        all_of_them.append(Contender("MLServer", [mlserver, "start", folder], "/v2/models/pair/ready"))
    return all_of_them


@contextlib.contextmanager
def started(contender, address, folder):
    """Starts a server; yields its process and how many seconds it took to be ready."""
    begun = time.monotonic()
    with serving_servers.running(
        contender.name, contender.command, address, contender.ready, folder, pause=0.02, **contender.environment
    ) as process:
        yield process, time.monotonic() - begun


def resident(process):
    """Megabytes that a server and its children hold."""
    tree = [psutil.Process(process.pid)]
    tree += tree[0].children(recursive=True)
    return sum(one.memory_info().rss for one in tree) / 2**20


def body(folder, rows):
    path = Path(folder, f"{rows}.json")
    path.write_text(json.dumps({"dataframe_split": {"columns": list(ROW), "data": [list(ROW.values())] * rows}}))
    return path


def load(address, path, clients, seconds):
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


def measured(contender, address, folder, arguments):
    figures = []
    # A first start, of which each leaves to the second what it can: files in memory, compiled Python, archived classes.
    first = contender.first or contender
    with started(first, address, folder):
        load(address, body(folder, 1), 1, 1)
    with started(contender, address, folder) as (process, ready):
        idle = resident(process)
        for rows in (1, 100):
            load(address, body(folder, rows), 16, arguments.warmup // 2)
        for rows, clients in LOADS:
            path = body(folder, rows)
            load(address, path, clients, arguments.seconds)
            runs = [load(address, path, clients, arguments.seconds) for _ in range(arguments.rounds)]
            figures.append({
                "contender": contender.name, "rows": rows, "clients": clients,
                "per_second": statistics.median(run["requests"] / run["seconds"] for run in runs),
                "p50_ms": statistics.median(run["p50_ms"] for run in runs),
                "p99_ms": statistics.median(run["p99_ms"] for run in runs),
            })
            print(f"{contender.name}: {figures[-1]}", file=sys.stderr)
        start = {"contender": contender.name, "ready": ready, "idle": idle, "after": resident(process)}
        if contender.name == LOGGED:
            start["log"] = logged(address, body(folder, 1), 60)
    if "log" in start:
        # What it does when the log is slower than the answers: as with room for few that wait.
        full = Contender(contender.name, contender.command, contender.ready, **contender.environment, LASTMILE_SERVING_LOG_QUEUE="100")
        with started(full, address, folder):
            load(address, body(folder, 1), 16, arguments.warmup)
            start["full"] = logged(address, body(folder, 1), 10)
    return figures, start


def metric(address, name):
    text = urllib.request.urlopen(address + "/q/metrics").read().decode()
    return int(float(re.search(rf"^{name} (\S+)$", text, re.MULTILINE)[1]))


def logged(address, path, seconds):
    """What is in the log of all that 16 clients were answered in a while, and what was dropped."""
    names = "lastmile_log_written_total", "lastmile_log_dropped_total"

    def settled():
        while metric(address, "lastmile_log_queued"):
            time.sleep(0.5)
        time.sleep(1)
        return [metric(address, name) for name in names]

    before = settled()
    answered = load(address, path, 16, seconds)
    written, dropped = (after - earlier for after, earlier in zip(settled(), before))
    return {
        "answered": answered["requests"], "per_second": answered["requests"] / answered["seconds"],
        "written": written, "dropped": dropped,
    }


def ratio(value, peers, more_is_better):
    """Of the best peer's; empty for a peer."""
    best = max(peers) if more_is_better else min(peers)
    return value / best if more_is_better else best / value


def table(figures, starts):
    lines = []
    for rows, clients in LOADS:
        these = [one for one in figures if (one["rows"], one["clients"]) == (rows, clients)]
        peers = [one for one in these if not one["contender"].startswith("lastmile")]
        lines += [f"## {rows} rows, {clients} clients", "", "| | requests/s | p50 ms | p99 ms | of the best peer: requests/s, p50, p99 |", "|---|---:|---:|---:|---|"]
        for one in these:
            against = "" if one in peers else ", ".join(
                f"{ratio(one[key], [peer[key] for peer in peers], key == 'per_second'):.1f} x"
                for key in ("per_second", "p50_ms", "p99_ms")
            )
            lines.append(f"| {one['contender']} | {one['per_second']:,.0f} | {one['p50_ms']:.2f} | {one['p99_ms']:.2f} | {against} |")
        lines.append("")
    peers = [one for one in starts if not one["contender"].startswith("lastmile")]
    lines += ["## Start and memory", "", "| | ready after s | resident MB, idle | after the load | of the best peer: ready, after the load |", "|---|---:|---:|---:|---|"]
    for one in starts:
        against = "" if one in peers else ", ".join(
            f"{ratio(one[key], [peer[key] for peer in peers], False):.1f} x" for key in ("ready", "after")
        )
        lines.append(f"| {one['contender']} | {one['ready']:.2f} | {one['idle']:,.0f} | {one['after']:,.0f} | {against} |")
    for one in starts:
        if "log" in one:
            log, full = one["log"], one["full"]
            best = max(
                figure["per_second"] for figure in figures
                if not figure["contender"].startswith("lastmile") and (figure["rows"], figure["clients"]) == (1, 16)
            )
            lines += [
                "", f"With its log on, 16 clients were answered {log['answered']:,} times in a minute,"
                f" {log['per_second'] / best:.1f} x the best peer; {log['written']:,} answers are in the log and"
                f" {log['dropped']:,} were dropped.",
                f"With room for 100 that wait, they were answered {full['answered']:,} times in 10 s,"
                f" {full['per_second'] / best:.1f} x; {full['written']:,} answers are in the log and {full['dropped']:,} were"
                " dropped and counted.",
            ]
    return lines + [""]


def main():
    parser = argparse.ArgumentParser(prog="make bench-serving", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds of every load, after one that is not")
    parser.add_argument("--seconds", type=int, default=5, help="how long a round takes")
    parser.add_argument("--warmup", type=int, default=20, help="for how many seconds 16 clients ask before anything counts, half of it 100 rows at once")
    parser.add_argument("--contenders", default="", help="only those whose names begin so, separated by commas")
    arguments = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("error: wrk, which makes the load, is not here. Install it (Debian: apt-get install wrk).")
    figures, starts = [], []
    with tempfile.TemporaryDirectory() as folder:
        address, registry = (f"http://127.0.0.1:{serving_servers.free_port()}" for _ in range(2))
        with serving_servers.registry(registry, folder):
            serving_models.save_pair(f"{folder}/pair")
            for contender in contenders(folder, registry, address):
                if contender.name.startswith(tuple(arguments.contenders.split(","))):
                    these, start = measured(contender, address, folder, arguments)
                    figures += these
                    starts.append(start)
    lines = [f"The service's JVM has {' '.join(JVM[:-1])} and {OPTIONS}; the load comes from wrk on the same {os.cpu_count()} cores.", ""]
    lines += table(figures, starts)
    print("\n".join(lines))
    TARGET.joinpath("serving.md").write_text("\n".join(lines))
    TARGET.joinpath("serving.json").write_text(json.dumps({"figures": figures, "starts": starts}, indent=2))


if __name__ == "__main__":
    main()
