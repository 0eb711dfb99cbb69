"""What the service does while things around it fail: its registry, its memory.

Arguments: the service's jar, a folder for all that is written.
"""

import asyncio
import contextlib
import json
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
    head = f"POST /invocations HTTP/1.1\r\nHost: service\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
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
    """Ten times as many clients as are taken at once: 429, and then answers again, with no more memory than before."""
    port = int(address.rsplit(":", 1)[1])
    asyncio.run(load(port, MOST_REQUESTS, 100, 10))
    before = resident(process)
    answers = asyncio.run(load(port, 10 * MOST_REQUESTS, 100, 10))
    assert set(answers) == {200, 429}, answers
    after = resident(process)
    assert after < before * 1.25 + 32, (before, after)
    begun = time.monotonic()
    calm = asyncio.run(load(port, 1, 1, 1))
    assert set(calm) == {200}, calm
    print(f"overload: {answers}, {before} MB before and {after} MB after; then {calm} in {time.monotonic() - begun:.1f} s")


def registry_away(address):
    body = json.dumps({"dataframe_records": [ROW]}).encode()
    call = urllib.request.Request(address + "/invocations", body, {"Content-Type": "application/json"})
    for _ in range(20):
        assert urllib.request.urlopen(call).status == 200
        time.sleep(0.1)
    print("registry away: the service goes on answering")


def main(program, folder):
    tracking = f"http://127.0.0.1:{serving_servers.free_port()}"
    # The heap that make deploy-realtime-model gives it.
    settings = {
        "LASTMILE_SERVING_MAX_REQUESTS": str(MOST_REQUESTS),
        "LASTMILE_SERVING_REFRESH": "500MS",
        "JAVA_TOOL_OPTIONS": "-Xmx256m",
    }
    with contextlib.ExitStack() as service:
        with serving_servers.registry(tracking, folder):
            address, process = service.enter_context(
                serving_servers.service_process(program, tracking, folder, **settings)
            )
            overload(address, process)
        registry_away(address)
    with serving_servers.service_process(program, tracking, folder, **settings) as (address, process):
        registry_away(address)
        print(f"{serving_models.CLASSIFIER} from the cache, without the registry")


if __name__ == "__main__":
    main(*sys.argv[1:])
