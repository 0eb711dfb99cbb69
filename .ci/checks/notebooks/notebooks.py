"""A JupyterLab, asked as a browser asks it: its kernel runs a cell; a save writes script and page where it has to.

Arguments: its address, its token, its folder, which has a notebook.ipynb and the same in the folder `quiet`.
"""

import json
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import websocket

address, token, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
OUTPUT = "an output of the check"
PATIENCE = 300


def call(method, path, body=None):
    headers = {"Authorization": f"token {token}"}
    request = urllib.request.Request(f"{address}/api/{path}", method=method, headers=headers)
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(request, data, timeout=PATIENCE) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def wait_for_server():
    for _ in range(120):
        try:
            return call("GET", "status")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(1)
    sys.exit(f"JupyterLab does not answer at {address}")


def run_cell(code):
    """What a cell shows in a new kernel."""
    kernel = call("POST", "kernels", {"name": "java"})["id"]
    channel = websocket.create_connection(
        f"{address.replace('http', 'ws')}/api/kernels/{kernel}/channels?token={token}", timeout=PATIENCE
    )
    message_id = uuid.uuid4().hex
    request = {
        "header": {
            "msg_id": message_id, "msg_type": "execute_request", "session": "check", "username": "", "version": "5.3", "date": "",
        },
        "parent_header": {},
        "metadata": {},
        "content": {
            "code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False,
            "stop_on_error": True,
        },
        "channel": "shell",
    }
    channel.send(json.dumps(request))
    shown = ""
    while True:
        message = json.loads(channel.recv())
        if message["parent_header"].get("msg_id") != message_id:
            continue
        content = message["content"]
        if message["msg_type"] == "error":
            sys.exit(f"the cell failed: {content['evalue']}")
        shown += content.get("text", "") + content.get("data", {}).get("text/plain", "")
        # What a cell shows comes before this.
        if content.get("execution_state") == "idle":
            channel.close()
            call("DELETE", f"kernels/{kernel}")
            return shown


def save(path):
    """Saves the notebook with an output, as the lab does."""
    content = call("GET", f"contents/{path}")["content"]
    cell = next(cell for cell in content["cells"] if cell["cell_type"] == "code")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": OUTPUT}]
    call("PUT", f"contents/{path}", {"type": "notebook", "format": "json", "content": content})
    if OUTPUT not in (folder / path).read_text():
        sys.exit(f"{path} was not saved")


def made(path):
    return sorted(str(file.relative_to(folder / path)) for file in (folder / path).rglob("notebook.*") if file.suffix != ".ipynb")


def require(condition, message):
    if not condition:
        sys.exit(message)


version = wait_for_server()
kernels = call("GET", "kernelspecs")["kernelspecs"]
require("java" in kernels, f"there is no kernel java among {sorted(kernels)}")
shown = run_cell("import dev.lastmile.template.data.Datasets;\nDatasets.RAW.dataset()")
require("lake.raw.iris" in shown, f"the cell showed {shown!r}")

save("quiet/notebook.ipynb")
require(made("quiet") == [], f"a save without .ipynb_saveprocess made {made('quiet')}")
save("notebook.ipynb")
require(made(".") == ["notebook/notebook.html", "notebook/notebook.jshell"], f"a save with .ipynb_saveprocess made {made('.')}")
require("ScoringClient" in (folder / "notebook" / "notebook.jshell").read_text(), "the script is not the notebook's code")
require(OUTPUT in (folder / "notebook" / "notebook.html").read_text(), "the page is without the notebook's output")

# A page that cannot be written: the notebook is saved all the same.
(folder / "notebook" / "notebook.html").unlink()
(folder / "notebook" / "notebook.html" / "in the way").mkdir(parents=True)
OUTPUT = "another output of the check"
save("notebook.ipynb")
require(not list(folder.rglob(".*.new")), "an unfinished file is left")
print(f"JupyterLab's kernels {sorted(kernels)}; a cell showed {shown.strip()}; saved as {made('.')}")
call("POST", "shutdown")
