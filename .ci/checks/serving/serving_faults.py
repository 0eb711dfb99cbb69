"""What the service does while things around it fail: its registry, its memory, its disk, itself.

Arguments: the service's jar, a folder for all that is written.
"""

import asyncio
import contextlib
import json
import re
import resource
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import serving_models
import serving_servers

ROW = {"height": 180.5, "weight": 75.0, "count": 3, "color": "red"}
MOST_REQUESTS = 8


def request(rows):
    body = json.dumps({"dataframe_records": [ROW] * rows}).encode()
    head = f"POST /invocations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def rest(reader, head):
    """Reads the body of an answer, in one piece or in chunks."""
    headers = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:] if b": " in line)
    if b"content-length" in headers:
        await reader.readexactly(int(headers[b"content-length"]))
        return
    length = 1
    while length:
        length = int(await reader.readuntil(b"\r\n"), 16)
        await reader.readexactly(length + 2)


async def client(port, message, until, answers):
    """Sends one request after the other; `cut` is one that was begun to be answered and not ended."""
    reader = writer = None
    while time.monotonic() < until:
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(message)
            head = await reader.readuntil(b"\r\n\r\n")
        except (OSError, asyncio.IncompleteReadError) as failure:
            begun = isinstance(failure, asyncio.IncompleteReadError) and failure.partial
            answers.append("cut" if begun else "closed")
            writer = None
            await asyncio.sleep(0.05)
            continue
        try:
            await rest(reader, head)
            answers.append(int(head.split()[1]))
            if b"connection: close" in head.lower():
                writer.close()
                writer = None
        except (OSError, asyncio.IncompleteReadError):
            answers.append("cut")
            writer = None


async def load(port, clients, rows, seconds):
    answers = []
    until = time.monotonic() + seconds
    tasks = [asyncio.create_task(client(port, request(rows), until, answers)) for _ in range(clients)]
    await asyncio.gather(*tasks)
    return {answer: answers.count(answer) for answer in set(answers)}


def resident(process):
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) // 1024


def overload(address, process):
    """Ten times as many clients as are taken at once: 429, and then answers again, with no more memory than before.

    The requests are too large for the event loop; small ones, which it answers, may be refused or not.
    """
    port = int(address.rsplit(":", 1)[1])
    asyncio.run(load(port, MOST_REQUESTS, 1000, 10))
    before = resident(process)
    answers = asyncio.run(load(port, 10 * MOST_REQUESTS, 1000, 10))
    assert set(answers) == {200, 429}, answers
    small = asyncio.run(load(port, 10 * MOST_REQUESTS, 10, 10))
    assert 200 in small and set(small) <= {200, 429}, small
    after = resident(process)
    assert after < before * 1.25 + 32, (before, after)
    begun = time.monotonic()
    calm = asyncio.run(load(port, 1, 1, 1))
    assert set(calm) == {200}, calm
    print(f"overload: {answers}, small ones {small}, {before} MB before and {after} MB after; then {calm} in {time.monotonic() - begun:.1f} s")


def many_large(start):
    """More bytes at once than there is memory for: some are refused, none fails, and the service goes on."""
    with start() as (address, process):
        port = int(address.rsplit(":", 1)[1])
        answers = asyncio.run(load(port, 32, 130_000, 10))
        assert 429 in answers and set(answers) <= {413, 429}, answers
        after = resident(process)
        assert after < 512, after
        assert set(asyncio.run(load(port, 1, 1, 1))) == {200}
        print(f"32 clients with 8 MB each: {answers}, {after} MB after")


def heap(address, process):
    """Megabytes of the heap that are in use after a collection."""
    subprocess.run(["jcmd", str(process.pid), "GC.run"], check=True, stdout=subprocess.DEVNULL)
    text = urllib.request.urlopen(serving_servers.operations(address) + "/q/metrics").read().decode()
    return sum(float(used) for used in re.findall(r'^jvm_memory_used_bytes\{area="heap".*\} (\S+)$', text, re.MULTILINE)) / 2**20


def nothing_is_kept(start):
    """What is answered is let go of: the heap after many requests is that before them."""
    with start() as (address, process):
        port = int(address.rsplit(":", 1)[1])
        asyncio.run(load(port, 16, 1, 3))
        before = heap(address, process)
        answers = asyncio.run(load(port, 16, 1, 15))
        after = heap(address, process)
        print(f"heap: {before:.0f} MB before {answers} and {after:.0f} MB after")
        assert set(answers) == {200}, answers
        assert after < before + 10, (before, after)


def call(address):
    """One prediction: its id, and what the service says of itself in the header."""
    body = json.dumps({"dataframe_records": [ROW]}).encode()
    message = urllib.request.Request(address + "/invocations", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(message) as answer:
        assert answer.status == 200
        return answer.headers["X-Lastmile-Prediction"]


def registry_away(address):
    for _ in range(20):
        call(address)
        time.sleep(0.1)
    print("registry away: the service goes on answering")


async def kept(port, answers, until_closed):
    """A client that goes on until it is told `Connection: close`, or until there is no service."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while True:
            writer.write(request(1))
            head = await reader.readuntil(b"\r\n\r\n")
            await rest(reader, head)
            prediction = re.search(rb"(?i)x-lastmile-prediction: (\S+)", head)
            answers.append((int(head.split()[1]), prediction and prediction[1].decode(), time.time()))
            if b"connection: close" in head.lower():
                return
    except (OSError, asyncio.IncompleteReadError) as failure:
        assert not until_closed, f"an answer was cut off: {failure!r}"
    finally:
        writer.close()


async def ended_under_load(address, process, number, until_closed):
    answers = []
    port = int(address.rsplit(":", 1)[1])
    clients = [asyncio.create_task(kept(port, answers, until_closed)) for _ in range(16)]
    await asyncio.sleep(4)
    ended = time.time()
    process.send_signal(number)
    await asyncio.gather(*clients)
    assert {status for status, _, _ in answers} == {200}, {status for status, _, _ in answers}
    return answers, ended


def logged(address):
    """The ids of all predictions in the log, once it is open."""
    after, found = 0, []
    while True:
        try:
            page = json.load(urllib.request.urlopen(f"{address}/v1/predictions?limit=10000&after={after}"))
        except urllib.error.HTTPError as error:
            assert error.code == 503, error
            time.sleep(0.2)
            continue
        if page["next"] == after:
            assert page["skipped"] == 0, page
            assert len(found) == len(set(found)), "a prediction is in the log twice"
            return set(found)
        found += [one["id"] for one in page["predictions"]]
        after = page["next"]


def told_to_end(start):
    with start() as (address, process):
        answers, ended = asyncio.run(ended_under_load(address, process, signal.SIGTERM, until_closed=True))
        assert process.wait(30) == 143, process.returncode
        after = sum(1 for _, _, at in answers if at > ended)
        print(f"SIGTERM: {len(answers)} answers to 16 clients, {after} of them after it, each of them whole")
    with start() as (address, _):
        missing = {prediction for _, prediction, _ in answers} - logged(address)
        assert not missing, f"{len(missing)} answered predictions are not in the log"
        print(f"SIGTERM: all {len(answers)} predictions are in the log")


def killed(start):
    with start() as (address, process):
        written(address)
        answers, ended = asyncio.run(ended_under_load(address, process, signal.SIGKILL, until_closed=False))
        process.wait()
    with start() as (address, _):
        there = logged(address)
    lost = [ended - at for _, prediction, at in answers if prediction not in there]
    print(f"SIGKILL: {len(answers)} answers, {len(lost)} of the last {max(lost, default=0):.2f} s are not in the log")
    assert max(lost, default=0) < 1, lost


def from_an_image(program, tracking, folder, settings):
    """What an image with its models in it does: nothing but the folder that they were fetched into is asked."""
    image = {"LASTMILE_SERVING_MODELS": "cache", "LASTMILE_SERVING_CACHE": f"{folder}/image"}
    with serving_servers.service_process(program, tracking, folder, **settings, **image) as (address, _):
        call(address)
        health = urllib.request.urlopen(serving_servers.operations(address) + "/q/health/ready").read().decode()
        assert '"problem"' not in health, health
    print("image: the service answers from what was fetched, and asks no registry")


def metric(address, name):
    text = urllib.request.urlopen(serving_servers.operations(address) + "/q/metrics").read().decode()
    return float(re.search(rf"^{name} (\S+)$", text, re.MULTILINE)[1])


def written(address):
    """Waits until the database of the log is open, which it is not at once."""
    call(address)
    while metric(address, "lastmile_log_written_total") < 1:
        time.sleep(0.1)


def disk_full(start):
    """No file of the process may grow any more, which is what a full disk is to a database."""
    with start() as (address, process):
        written(address)
        hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4096, hard))
        until = time.monotonic() + 120
        log = {}
        while "problem" not in log and time.monotonic() < until:
            call(address)
            ready = json.load(urllib.request.urlopen(serving_servers.operations(address) + "/q/health/ready"))
            log = next(check["data"] for check in ready["checks"] if check["name"] == "prediction log")
        assert "problem" in log, log
        print("disk full: the service goes on answering, and says", log["problem"])
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        again = call(address)
        until = time.monotonic() + 60
        while again not in logged(address) and time.monotonic() < until:
            time.sleep(0.5)
        assert again in logged(address), "nothing is logged after there is room again"
        print("disk full: logged again once there is room")


def main(program, folder):
    tracking = f"http://127.0.0.1:{serving_servers.free_port()}"
    # The heap that make deploy-realtime-model gives it.
    settings = {
        "LASTMILE_SERVING_MAX_REQUESTS": str(MOST_REQUESTS),
        "LASTMILE_SERVING_REFRESH": "500MS",
        "JAVA_TOOL_OPTIONS": "-Xmx192m -XX:+UseSerialGC",
    }
    with contextlib.ExitStack() as service:
        with serving_servers.registry(tracking, folder):
            address, process = service.enter_context(
                serving_servers.service_process(program, tracking, folder, **settings)
            )
            overload(address, process)
            serving_servers.fetch(program, tracking, f"{folder}/image")
        registry_away(address)
    with serving_servers.service_process(program, tracking, folder, **settings) as (address, process):
        registry_away(address)
        print(f"{serving_models.CLASSIFIER} from the cache, without the registry")

    def start():
        own = {"LASTMILE_SERVING_MAX_REQUESTS": "64", "LASTMILE_SERVING_LOG_FILE": f"{folder}/predictions-of-faults"}
        return serving_servers.service_process(program, tracking, folder, **{**settings, **own})

    from_an_image(program, tracking, folder, settings)
    nothing_is_kept(start)
    many_large(start)
    told_to_end(start)
    killed(start)
    disk_full(start)


if __name__ == "__main__":
    main(*sys.argv[1:])
