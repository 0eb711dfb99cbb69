"""The service under attack, with its shipped heap: it does not exit, serves other clients, and stays within its memory.

Arguments: the service's jar, a folder for all files, and optionally parts of the names of the attacks to run.
"""

import asyncio
import contextlib
import functools
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from onnx import helper

import serving_models
import serving_servers
from attacks import beside, campaign, catalog, rules, wire
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
    """A service from the cache; yields a target with its key, if it has one, and the process."""
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
        key = environment.get("LASTMILE_SERVING_API_KEY")
        yield wire.Target(port, key, serving_models.CLASSIFIER, management if moved else None), process


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


def baseline(start, folder):
    """Megabytes: the peak of the service after the load of the benchmark."""
    with start() as (target, process):
        load(target, folder, LOADS)
        return beside.peak(process)


def rules_broken(start, jar, folder):
    with start() as (target, _):
        found = rules.broken(rules.WITH_KEY, target) + rules.broken([rules.both_keys_are_valid], target, PREVIOUS)
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
    chosen = campaign.chosen(catalog.ATTACKS, names)
    rows = []
    for case, key in (("without key", None), ("with key", KEY)):
        rows += campaign.Campaign(
            case, start, lambda target: load(target, folder, WARMUP), "scoring", key, "the prediction log afterwards",
            lambda target: rules.broken([rules.log_is_readable], target),
        ).rows(chosen, most)
    failures += campaign.failures(rows)
    print(f"{len(rows)} attacks, {usual} MB after the load of the benchmark, {len(failures)} failures")
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    campaign.raise_file_limit()
    main(*sys.argv[1:])
