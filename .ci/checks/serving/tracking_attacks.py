"""The tracking server under attack, with its shipped heap: it does not exit, serves others, stays within its memory.

Arguments: the server's jar, a folder for all files, and optionally parts of the names of the attacks to run.
"""

import asyncio
import contextlib
import functools
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import serving_servers
from attacks import beside, campaign, rules, tracking_catalog, tracking_rules, wire
from attacks.attack import TIMEOUT_SECONDS, Attack
from attacks.tracking_catalog import API, ARTIFACTS, BATCH, INPUTS, SEARCH

READ, WRITE = "a-token-of-the-check-that-reads", "a-token-of-the-check-that-writes"
TOKENS = {"LASTMILE_TRACKING_READ_TOKEN": READ, "LASTMILE_TRACKING_WRITE_TOKEN": WRITE}
STEPS = Path(__file__).parents[3] / "libraries/pipeline/src/main/java/dev/lastmile/pipeline/process/TrackingServer.java"
# The heap is resident from the start: all of the growth that is seen is outside of it.
RESIDENT = ["-XX:+AlwaysPreTouch"]
MOST_MEGABYTES_MORE = 64
WARM_SECONDS, LOAD_SECONDS = 5, 15
MULTIPART_MEGABYTES = 6


def java(jar):
    """The command with the flags that the steps start the server with, read from their source."""
    flags = re.findall(r'"(-[XD][^"]+)"', STEPS.read_text())
    assert "-Xmx256m" in flags and "-XX:+ExitOnOutOfMemoryError" in flags, flags
    return ["java", *flags, *RESIDENT, "-jar", str(Path(jar).resolve())]


def environment():
    """The locale that the steps start the server in, read from their source."""
    (locale,) = re.findall(r'LOCALE = "([^"]+)"', STEPS.read_text())
    return {"LC_ALL": locale}


def settings(port, data, **environment):
    return {
        "LASTMILE_TRACKING_PORT": str(port),
        "LASTMILE_TRACKING_DATA": str(data),
        "LASTMILE_TRACKING_BODY_TIMEOUT": f"{TIMEOUT_SECONDS}S",
        "LASTMILE_TRACKING_HEADER_TIMEOUT": f"{TIMEOUT_SECONDS}S",
        "LASTMILE_TRACKING_RESPONSE_TIMEOUT": f"{TIMEOUT_SECONDS}S",
        **environment,
    }


@contextlib.contextmanager
def server(jar, folder, data, **environment):
    """A server; yields a target with the token that writes, if there is one, and the process."""
    port = serving_servers.free_port()
    address = f"http://{wire.HOST}:{port}"
    variables = settings(port, data, **environment)
    with serving_servers.running(f"tracking-{port}", java(jar), address, "/health", folder, **variables) as process:
        yield wire.Target(port, environment.get("LASTMILE_TRACKING_WRITE_TOKEN")), process


def output_of_start(jar, folder, **environment):
    """What a server prints that must not start."""
    ended = subprocess.run(
        java(jar), cwd=folder, env={**os.environ, **settings(0, Path(folder, "not-started"), **environment)},
        capture_output=True, text=True, timeout=60,
    )
    assert ended.returncode == 1, f"exit code {ended.returncode} with {environment}: {ended.stdout}{ended.stderr}"
    return (ended.stdout + ended.stderr).strip()


def batch(run):
    metrics = [{"key": f"m{number}", "value": number / 7, "timestamp": number, "step": number} for number in range(1000)]
    return json.dumps({"run_id": run, "metrics": metrics})


def inputs(run, size):
    dataset = {"name": "d", "digest": "x", "source_type": "s", "source": "s", "profile": "p" * size}
    return json.dumps({"run_id": run, "datasets": [{"dataset": dataset}]})


def new_run(target, name):
    """The id of a run in the experiment of that name."""
    found = wire.call(target, "GET", f"{API}experiments/get-by-name?experiment_name={name}")
    created = found if found.status == 200 else tracking_rules.post(target, "experiments/create", name=name)
    read = json.loads(created.body)
    experiment = read.get("experiment_id") or read["experiment"]["experiment_id"]
    return json.loads(tracking_rules.post(target, "runs/create", experiment_id=experiment).body)["run"]["info"]["run_id"]


async def repeated(target, messages, until):
    kept, number = None, 0
    while time.monotonic() < until:
        found, kept = await beside.once(target, messages[number % len(messages)], kept)
        assert found in beside.ALLOWED, f"the load got {found}"
        number += 1


def load(target, seconds):
    """What steps do, by several clients at the same time: batches, searches, datasets, artifacts."""
    run, file = new_run(target, "warm"), os.urandom(1 << 16) * 80
    tagged = tracking_rules.post(target, "runs/create", experiment_id="0", tags=[{"key": "long", "value": "a" * 8000}])
    assert tagged.status == 200, f"the run with a long tag got {tagged.status}"
    stored = wire.call(target, "PUT", ARTIFACTS + "warm/large", file, kind="application/octet-stream")
    assert stored.status == 200, f"the file got {stored.status}"
    messages = [
        wire.request(target, "POST", BATCH, batch(run)),
        wire.request(target, "POST", SEARCH, json.dumps({"experiment_ids": ["0"]})),
        wire.request(target, "POST", INPUTS, inputs(run, 200_000)),
        wire.request(target, "PUT", ARTIFACTS + "warm/large", file, kind="application/octet-stream"),
        wire.request(target, "GET", ARTIFACTS + "warm/large", b""),
    ]

    async def all_clients():
        until = time.monotonic() + seconds
        await asyncio.gather(*(repeated(target, messages[at:] + messages[:at], until) for at in range(len(messages))))

    asyncio.run(all_clients())


def baseline(start):
    """Megabytes: the peak of a server after a load, with the largest dataset that there may be."""
    with start() as (target, process):
        load(target, LOAD_SECONDS)
        largest = wire.call(target, "POST", INPUTS, inputs(new_run(target, "largest"), 16_000_000))
        assert largest.status == 200, f"the largest dataset got {largest.status}: {largest.body[:300]}"
        return beside.peak(process)


def an_open_address_needs_a_second_variable(jar, folder):
    for variable in ("LASTMILE_TRACKING_HOST", "QUARKUS_HTTP_HOST"):
        printed = output_of_start(jar, folder, **{variable: "0.0.0.0"})
        assert printed.count("\n") == 0 and "LASTMILE_TRACKING_NETWORK=true" in printed, f"{variable}: {printed}"
    printed = output_of_start(jar, folder, LASTMILE_TRACKING_READ_TOKEN=READ)
    assert printed.count("\n") == 0 and "LASTMILE_TRACKING_WRITE_TOKEN" in printed and READ not in printed, printed
    assert not Path(folder, "not-started").exists(), "a server that did not start has left data"


def names_do_not_depend_on_the_locale(jar, folder):
    with server(jar, folder, Path(folder, "posix"), LANG="POSIX", **environment()) as (target, _):
        tracking_rules.names_of_files_are_kept(target)
    assert Path(folder, "posix/artifacts/rules/ü.txt").exists(), "the name of the file is not UTF-8"


def a_full_disk_is_named(jar, folder):
    """On a file system of 12 MB; not run where the check may not mount one."""
    disk = Path(folder, "full")
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        print("not run: no file system can be mounted here, for a full disk")
        return
    try:
        with server(jar, folder, disk) as (target, _):
            full_disk(target, disk)
    finally:
        subprocess.run(["umount", disk], check=True)


def full_disk(target, disk):
    named = wire.call(target, "PUT", ARTIFACTS + "a/b/large", b"x" * (14 << 20))
    assert named.status in {503, 507} and str(disk) in named.body.decode(), f"an upload: {named.status} {named.body}"
    tracking_rules.nothing_is_left_of_uploads(disk)
    with contextlib.suppress(OSError), Path(disk, "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 4096)
    run = None
    for number in range(2000):
        found = tracking_rules.post(target, "experiments/create", name=f"e{number}" + "x" * 200)
        if found.status != 200:
            run = found
            break
    shown = f"the database: {run and (run.status, run.body)}"
    assert run and run.status in {503, 507} and str(disk) in run.body.decode(), shown
    Path(disk, "filler").unlink()
    until = time.monotonic() + 30
    while (again := tracking_rules.post(target, "experiments/create", name=f"again-{time.time()}")).status != 200:
        assert time.monotonic() < until, f"with space again: {again.status} {again.body}"
        time.sleep(1)
    names = wire.call(target, "GET", API + "experiments/search?max_results=5000").body.decode()
    assert number == 0 or f'"e{number - 1}x' in names, "an experiment that was acknowledged is not there"


CLIENT = """
import mlflow, os, pathlib, sys
mlflow.set_experiment("client")
with mlflow.start_run() as run:
    file = pathlib.Path(sys.argv[1], "multipart.bin")
    file.write_bytes(os.urandom(1 << 20) * %d)
    mlflow.log_metric("m", 1.5)
    mlflow.log_artifact(str(file))
    place = dict(run_id=run.info.run_id, artifact_path="multipart.bin", dst_path=sys.argv[1] + "/back")
    found = mlflow.artifacts.download_artifacts(**place)
    assert pathlib.Path(found).read_bytes() == file.read_bytes()
""" % MULTIPART_MEGABYTES


def a_client_with_the_multipart_switch_and_a_token_works(target, folder):
    """MLflow's own client, which is to send a file as a whole since the server has no parts."""
    client = {
        **os.environ, "MLFLOW_TRACKING_URI": f"http://{wire.HOST}:{target.port}", "MLFLOW_TRACKING_TOKEN": target.key,
        "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD": "true", "MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE": "5242880",
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    }
    ran = subprocess.run([sys.executable, "-c", CLIENT, folder], env=client, capture_output=True, text=True, timeout=180)
    assert ran.returncode == 0, ran.stderr[-2000:]
    reader = subprocess.run(
        [sys.executable, "-c", "import mlflow; mlflow.set_experiment('not of a reader')"],
        env={**client, "MLFLOW_TRACKING_TOKEN": READ}, capture_output=True, text=True, timeout=180,
    )
    assert reader.returncode and "LASTMILE_TRACKING_WRITE_TOKEN" in reader.stderr, reader.stderr[-2000:]


def rules_broken(jar, folder):
    data = Path(folder, "rules")
    with server(jar, folder, data, **TOKENS) as (target, _):
        found = rules.broken(tracking_rules.RULES, target)
        found += rules.broken([tracking_rules.tokens_are_needed], target, READ)
        found += rules.broken([tracking_rules.failed_authentications_are_limited], target)
        found += rules.broken([a_client_with_the_multipart_switch_and_a_token_works], target, folder)
        found += rules.broken([tracking_rules.data_are_private], target, data)
    with server(jar, folder, data) as (target, _):
        found += rules.broken(tracking_rules.RULES, target)
    return found + rules.broken(
        [an_open_address_needs_a_second_variable, names_do_not_depend_on_the_locale, a_full_disk_is_named], jar, folder
    )


def profiles(target):
    return tracking_catalog.profiles(new_run(target, "profiles") if target.key else "0" * 32)


def main(jar, folder, *names):
    failures = [] if names else rules_broken(jar, folder)
    usual = baseline(functools.partial(server, jar, folder, Path(folder, "baseline")))
    most = usual + MOST_MEGABYTES_MORE
    print(f"peak after the load: {usual} MB; {most} MB are allowed under attack", flush=True)
    attacks = [*tracking_catalog.ATTACKS, Attack("largest profiles, concurrent", profiles, scored=True, seconds=30)]
    rows = []
    for case, key in (("without token", None), ("with token", WRITE)):
        data = Path(folder, case.replace(" ", "-"))
        rows += campaign.Campaign(
            case, functools.partial(server, jar, folder, data, **TOKENS), functools.partial(load, seconds=WARM_SECONDS),
            "tracking", key, "the data afterwards",
            lambda target, data=data: rules.broken([tracking_rules.data_are_as_before], target, data),
        ).rows(campaign.chosen(attacks, names), most)
    failures += campaign.failures(rows)
    print(f"{len(rows)} attacks, {usual} MB after the load, {len(failures)} failures")
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    campaign.raise_file_limit()
    main(*sys.argv[1:])
