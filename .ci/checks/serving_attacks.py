"""The service under attack, with its shipped heap: it does not exit, serves other clients, and stays within its memory.

Arguments: the service's jar, a folder for all files, and optionally parts of the names of the attacks to run.
"""

import asyncio
import contextlib
import dataclasses
import functools
import os
import resource
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from onnx import helper

import serving_models
import serving_servers
from attacks import beside, catalog, rules, verdict, wire
from attacks.attack import TIMEOUT_SECONDS

KEY, PREVIOUS = "key-of-the-check-1234567890", "previous-key-of-the-check-0987654321"
# The heap is resident from the start: what an attack takes of it is bounded by -Xmx, and a short load leaves half of it
# untouched. So all of the growth that is seen is outside of it.
MEMORY = ["-Xmx192m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:+AlwaysPreTouch"]
MOST_MEGABYTES_MORE = 64
# Rows, clients, seconds.
LOADS = [(1, 16, 12), (100, 16, 12), (1, 1, 2), (100, 1, 2)]
# So that latencies are those of compiled code.
WARMUP = [(1, 16, 3), (400, 4, 3)]
# Stands for null in the strings of a model of this project; with it the model takes any string.
NULL_STRING = {"lastmile.null_string": "\ufdd0"}


def raise_file_limit():
    """Thousands of connections, each a file."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def features_with_null_strings():
    made = serving_models.features_model()
    helper.set_model_props(made, NULL_STRING)
    return made


def java_options(jar):
    """As make deploy-realtime-model gives them."""
    options = Path(jar).resolve().parents[2] / "src/main/jvm.options"
    return " ".join([*MEMORY, f"@{options}"])


def health_address(main, management):
    """Where /q/health and /q/metrics are: on the management port, or on the service's own."""
    own = f"http://{wire.HOST}:{management}"
    with contextlib.suppress(OSError):
        urllib.request.urlopen(own + "/q/health/live", timeout=5)
        return own
    return main


@contextlib.contextmanager
def service(jar, folder, name, **environment):
    """A service from the cache; yields a target without a key, and the process."""
    port, management = serving_servers.free_port(), serving_servers.free_port()
    main = f"http://{wire.HOST}:{port}"
    settings = {
        "LASTMILE_SERVING_MODEL": serving_models.CLASSIFIER,
        "LASTMILE_SERVING_MODELS": "cache",
        "LASTMILE_SERVING_CACHE": f"{folder}/cache",
        "LASTMILE_SERVING_PORT": str(port),
        "LASTMILE_SERVING_MANAGEMENT_PORT": str(management),
        "LASTMILE_SERVING_LOG_FILE": f"{folder}/predictions-{port}",
        "LASTMILE_SERVING_BODY_TIMEOUT": f"{TIMEOUT_SECONDS}S",
        "LASTMILE_SERVING_HEADER_TIMEOUT": f"{TIMEOUT_SECONDS}S",
        "LASTMILE_SERVING_RESPONSE_TIMEOUT": f"{TIMEOUT_SECONDS}S",
        "JDK_JAVA_OPTIONS": java_options(jar),
        **environment,
    }
    command = ["java", "-jar", str(Path(jar).resolve())]
    with serving_servers.running(f"{name}-{port}", command, main, "/ping", folder, **settings) as process:
        moved = health_address(main, management) != main
        yield wire.Target(port, model=serving_models.CLASSIFIER, management=management if moved else None), process


def with_wrk(target, body, clients, seconds):
    script = Path(serving_servers.__file__).with_name("load.lua")
    subprocess.run(
        ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "-s", script,
         "-H", f"Authorization: Bearer {target.key}", f"http://{wire.HOST}:{target.port}/invocations"],
        env={**os.environ, "BODY": str(body)}, check=True, stdout=subprocess.DEVNULL,
    )


async def with_python(target, body, clients, seconds):
    until = time.monotonic() + seconds
    message = wire.request(target, "POST", "/invocations", body.read_bytes())

    async def one():
        kept = None
        while time.monotonic() < until:
            _, kept = await beside.once(target, message, kept)

    await asyncio.gather(*(one() for _ in range(clients)))


def load(target, folder, loads):
    """Loads as those of make bench-serving, each for a few seconds."""
    for rows, clients, seconds in loads:
        body = Path(folder, f"{rows}-rows.json")
        body.write_text(beside.records(rows))
        if shutil.which("wrk"):
            with_wrk(target, body, clients, seconds)
        else:
            asyncio.run(with_python(target, body, clients, seconds))


def attacked(case, attack, target, process, client, unloaded, most_megabytes):
    """Runs one attack and looks at all that it must not have changed.

    Memory that an earlier attack took and that was not given back counts for that one alone: `most_megabytes` is raised
    to its peak by the caller.
    """
    attack.prepare(target)
    client.new_samples()
    beside.reset_peak(process)
    outcomes = asyncio.run(attack.outcomes(target))
    during = client.new_samples()
    recovered, after = client.recovery(unloaded) if process.poll() is None else (None, client.new_samples())
    failures = verdict.problems(attack, target, outcomes)
    megabytes = beside.peak(process)
    if process.poll() is None:
        failures += verdict.problems_beside(during + after, recovered, megabytes, most_megabytes)
    else:
        failures.append(f"the service exited with {process.returncode}")
    return verdict.Row(
        case, attack.name, verdict.summary(outcomes), megabytes, verdict.milliseconds(during),
        "no" if recovered is None else f"{recovered:.1f}", failures,
    )


@contextlib.contextmanager
def watched(start, folder):
    """A warm service and the client beside it, with its p99 while nothing else is sent."""
    with start() as (target, process):
        keyed = dataclasses.replace(target, key=KEY)
        load(keyed, folder, WARMUP)
        with beside.Client(keyed) as client:
            yield target, process, client, client.unloaded()


def attacks(case, key, start, folder, chosen, most_megabytes):
    """All attacks on one service; on a new one after an attack that it has not recovered from."""
    rows, left = [], list(chosen)
    while left:
        most, well = most_megabytes, True
        with watched(start, folder) as (target, process, client, unloaded):
            print(f"{case}: p99 unloaded in ms: {unloaded}", flush=True)
            while left and well:
                attack = left.pop(0)
                # An address for each, since the service counts what an address does.
                own = dataclasses.replace(target, key=key, source=f"127.0.1.{1 + len(rows)}")
                rows.append(attacked(case, attack, own, process, client, unloaded, most))
                most = max(most, rows[-1].megabytes)
                well = rows[-1].recovered != "no"
                print(verdict.line(rows[-1]), *rows[-1].failures, sep="\n  ", flush=True)
            if well:
                rows.append(after_all(case, dataclasses.replace(target, key=KEY)))
    return rows


def after_all(case, target):
    failures = rules.broken([rules.log_is_readable], target)
    return verdict.Row(case, "the prediction log afterwards", "", 0, "", "", failures)


def baseline(start, folder):
    """Megabytes: the peak of the service after the load of the benchmark."""
    with start() as (target, process):
        load(dataclasses.replace(target, key=KEY), folder, LOADS)
        return beside.peak(process)


def rules_broken(start, jar, folder):
    with start() as (target, _):
        keyed = dataclasses.replace(target, key=KEY)
        found = rules.broken(rules.WITH_KEY, keyed) + rules.broken([rules.both_keys_are_valid], keyed, PREVIOUS)
    with service(jar, folder, "without-key") as (target, _):
        return found + rules.broken(rules.WITHOUT_KEY, target)


def main(jar, folder, *names):
    tracking = f"http://{wire.HOST}:{serving_servers.free_port()}"
    with serving_servers.registry(
        tracking, folder, lambda uri: serving_models.register(uri, features_with_null_strings())
    ):
        serving_servers.fetch(jar, tracking, f"{folder}/cache")
    keys = {"LASTMILE_SERVING_API_KEY": KEY, "LASTMILE_SERVING_API_KEY_PREVIOUS": PREVIOUS}
    start = functools.partial(service, jar, folder, "service", **keys)
    usual = baseline(start, folder)
    most = usual + MOST_MEGABYTES_MORE
    print(f"peak after the load of the benchmark: {usual} MB; {most} MB are allowed under attack", flush=True)
    failures = [] if names else rules_broken(start, jar, folder)
    chosen = [attack for attack in catalog.ATTACKS if not names or any(name in attack.name for name in names)]
    rows = attacks("without key", None, start, folder, chosen, most)
    rows += attacks("with key", KEY, start, folder, chosen, most)
    failures += [f"{row.case}: {row.attack}: {failure}" for row in rows for failure in row.failures]
    print(verdict.table(rows))
    print(f"{len(rows)} attacks, {usual} MB after the load of the benchmark, {len(failures)} failures")
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    raise_file_limit()
    main(*sys.argv[1:])
