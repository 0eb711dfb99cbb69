"""The native service of a project: native_load.py pid PORT EXECUTABLE prints its process; native_load.py load PORT PID sends
predictions over 16 connections, and fails if one is not answered, is not in the log, or takes the process above its memory."""

import http.client
import json
import os
import sys
import threading
import time
from pathlib import Path

REQUESTS, CONNECTIONS = 4000, 16
# The heap has 192 MB; ONNX Runtime, threads and buffers come on top.
MEMORY = 320 * 1024 * 1024
ROW = json.dumps({"inputs": {"sepal_length": 5.1, "sepal_width": 3.5, "petal_length": 1.4, "petal_width": 0.2}})


def pid(port, executable):
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.path.realpath(process / "exe") == os.path.realpath(executable) and any(
                os.readlink(descriptor) in inodes for descriptor in (process / "fd").iterdir()
            ):
                return int(process.name)
        except OSError:
            continue
    sys.exit(f"no process of {executable} listens on {port}")


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    assert response.status == 200, (path, response.status, body[:300])
    return json.loads(body)


def logged(port):
    """How many records the log has."""
    records, position = 0, None
    while True:
        page = get(port, "/v1/predictions?limit=10000" + (f"&after={position}" if position is not None else ""))
        records += len(page["predictions"])
        if not page["predictions"]:
            return records
        position = page["next"]


def load(port, process):
    before, statuses, highest = logged(port), [], 0

    def client():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for _ in range(REQUESTS // CONNECTIONS):
            connection.request("POST", "/invocations", ROW, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)

    threads = [threading.Thread(target=client) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        status = Path(f"/proc/{process}/status").read_text()
        highest = max(highest, int(status.partition("VmRSS:")[2].split()[0]) * 1024)
        time.sleep(0.1)
    assert statuses == [200] * REQUESTS, {status: statuses.count(status) for status in set(statuses)}
    for _ in range(50):
        after = logged(port)
        if after - before >= REQUESTS:
            break
        time.sleep(0.2)
    assert after - before == REQUESTS, f"{after - before} records of {REQUESTS} predictions are in the log"
    assert highest <= MEMORY, f"the process took {highest >> 20} MB, more than {MEMORY >> 20}"
    print(f"native: {REQUESTS} predictions over {CONNECTIONS} connections, all in the log; {highest >> 20} MB resident")


if sys.argv[1] == "pid":
    print(pid(int(sys.argv[2]), sys.argv[3]))
else:
    load(int(sys.argv[2]), int(sys.argv[3]))
