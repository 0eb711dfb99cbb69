"""Measures the service: beside an older checkout of it, a server in Rust, `mlflow models serve` and MLServer.

All serve the same models, and have to give the same predictions before anything is measured.
"""

import argparse
import dataclasses
import json
import math
import os
import shutil
import sys
import tempfile
from pathlib import Path

import serving_cases
import serving_contenders
import serving_models
import serving_report
import serving_servers
from serving_load import load, logged, post, resident, rounds, started, warm_up

LOADS = {
    "pair": [(1, 1), (1, 16), (1, 64), (100, 1), (100, 16), (100, 64)],
    "wide": [(1, 16), (100, 16)],
    "trees": [(1, 16), (100, 16)],
}


def require_same_predictions(case, contenders, address, folder, bodies):
    """Starts each once, which fills caches of files, bytecode and class archives, and compares what they predict."""
    expected = None
    for contender in contenders:
        with started(contender, contender.first or contender.command, address, folder):
            predictions = post(address, case.check_body())["predictions"]
            load(address, bodies[1], 1, 1)
        expected = expected or predictions
        if not same(predictions, expected):
            sys.exit(
                f"error: {contender.name} predicts otherwise than {contenders[0].name} ({case.name}):"
                f" {json.dumps(predictions)} and not {json.dumps(expected)}"
            )
    print(f"{case.name}: {len(contenders)} contenders predict the same", file=sys.stderr)


def same(value, other):
    """Equal JSON, numbers within the last digit of a float."""
    if isinstance(value, dict):
        return isinstance(other, dict) and value.keys() == other.keys() and all(same(value[key], other[key]) for key in value)
    if isinstance(value, list):
        return isinstance(other, list) and len(value) == len(other) and all(map(same, value, other))
    if isinstance(value, float):
        return isinstance(other, (int, float)) and math.isclose(value, other, rel_tol=1e-6)
    return value == other


def measured(case, contender, address, folder, bodies, arguments):
    figures = []
    about = {
        "model": case.name, "contender": contender.name, "kind": contender.kind,
        "variant": contender.name.partition(", ")[2],
    }
    with started(contender, contender.command, address, folder) as (process, ready):
        idle = resident(process)
        slices = warm_up(address, list(bodies.values()), arguments.warmup)
        for rows, clients in LOADS[case.name]:
            if clients not in arguments.clients:
                continue
            result = rounds(contender, process, address, bodies[rows], clients, arguments)
            figures.append({**about, "rows": rows, "clients": clients, **result})
            print(f"{case.name}, {contender.name}: {figures[-1]}", file=sys.stderr)
        peak = next(one["per_second"] for one in figures if (one["rows"], one["clients"]) == (1, 16))
        start = {
            **about, "ready": ready, "idle": idle, "after": resident(process),
            "peak": serving_report.seconds_to_peak(slices, peak),
        }
        if contender.logs and arguments.log:
            start["log"] = logged(address, bodies[1], 60)
    if "log" in start:
        # A log that is slower than the responses: a queue with room for few records.
        full = dataclasses.replace(contender, environment={**contender.environment, "LASTMILE_SERVING_LOG_QUEUE": "100"})
        with started(full, full.command, address, folder):
            load(address, bodies[1], 16, arguments.warmup)
            start["full"] = logged(address, bodies[1], 10)
    return figures, start


def parsed():
    parser = argparse.ArgumentParser(prog="make bench-serving", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds of every load, after one that is not")
    parser.add_argument("--seconds", type=int, default=5, help="seconds per round")
    parser.add_argument("--warmup", type=int, default=40, help="seconds of load by 16 clients before anything is measured, half with 1 row and half with 100")
    parser.add_argument("--models", default="pair", help="comma-separated: pair, wide (200 columns), trees (100 trees)")
    parser.add_argument("--clients", default="1,16,64", help="comma-separated numbers of clients, of 1, 16 and 64; 16 are always measured")
    parser.add_argument("--contenders", default="", help="comma-separated prefixes of names: lastmile, old, rust, mlflow, MLServer; all if empty")
    parser.add_argument("--old", type=lambda folder: Path(folder).resolve(), help="another checkout of this repository, which is built, to compare with")
    parser.add_argument("--log", action="store_true", help="also count what is in the log after a minute of load")
    arguments = parser.parse_args()
    arguments.clients = {int(clients) for clients in arguments.clients.split(",")} | {16}
    return arguments


def main():
    arguments = parsed()
    if not shutil.which("wrk"):
        sys.exit("error: wrk, which makes the load, is not here. Install it (Debian: apt-get install wrk).")
    cases = [serving_cases.CASES[name]() for name in arguments.models.split(",")]
    names = tuple(arguments.contenders.split(","))
    figures, starts = [], []
    with tempfile.TemporaryDirectory() as folder:
        address, management, registry = (f"http://127.0.0.1:{serving_servers.free_port()}" for _ in range(3))
        serving_servers.MANAGEMENT[address] = management
        with serving_servers.registry(registry, folder, lambda uri: serving_cases.register(uri, cases)):
            serving_models.save_pair(f"{folder}/pair")
            for case in cases:
                bodies = {rows: Path(folder, f"{case.name}-{rows}.json") for rows in (1, 100)}
                for rows, path in bodies.items():
                    path.write_text(case.body(rows))
                contenders = serving_contenders.selected(names, case, folder, registry, address, arguments.old)
                require_same_predictions(case, contenders, address, folder, bodies)
                for contender in contenders:
                    these, start = measured(case, contender, address, folder, bodies, arguments)
                    figures += these
                    starts.append(start)
    lines = [
        f"The service's JVM has {' '.join(serving_contenders.JAVA)} and {serving_contenders.OPTIONS};"
        f" the load comes from wrk on the same {os.cpu_count()} cores; warm-up {arguments.warmup} s,"
        f" {arguments.rounds} rounds of {arguments.seconds} s.", "",
        *serving_report.report(figures, starts),
    ]
    print("\n".join(lines))
    serving_contenders.TARGET.joinpath("serving.md").write_text("\n".join(lines))
    serving_contenders.TARGET.joinpath("serving.json").write_text(json.dumps({"figures": figures, "starts": starts}, indent=2))


if __name__ == "__main__":
    main()
