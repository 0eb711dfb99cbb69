"""The page "Make it yours", as a reader follows it.

walk PAGE: in the project's folder, writes every titled block to the file that its title names, and runs every block of
shell, in the order of the page. Blocks in other languages are for the reader's own machine.

compare SERVICE ROWS OUTPUT: holds the predictions in the lake (a JSON object a line) to the service's answers for some
of the same rows, and to the rmse that was printed.
"""

import json
import math
import pathlib
import re
import subprocess
import sys
import urllib.request

BLOCK = re.compile(r"(?:^\.`(?P<path>\S+)`\n)?^\[source,(?P<language>\w+)\]\n----\n(?P<text>.*?\n)----$", re.M | re.S)


def walk(page):
    text = pathlib.Path(page).read_text()
    blocks = list(BLOCK.finditer(text))
    assert len(blocks) == text.count("[source,"), f"{page} has a block that is no listing between ----"
    assert {"sh", "java"} <= {block["language"] for block in blocks}, f"{page} lacks commands or files"
    for block in blocks:
        if block["path"]:
            path = pathlib.Path(block["path"])
            assert path.parent.is_dir(), f"{page} has the content of {path}, whose folder does not exist"
            print(f"writing {path}", flush=True)
            path.write_text(block["text"])
        elif block["language"] == "sh":
            print(block["text"], flush=True)
            subprocess.run(["bash", "-euo", "pipefail", "-c", block["text"]], check=True)
        else:
            assert block["language"] == "python", f"{page} has a block of {block['language']} without the file's name"


def compare(service, rows_file, output):
    rows = [json.loads(line) for line in pathlib.Path(rows_file).read_text().splitlines()]
    assert len(rows) == len({row["row_id"] for row in rows}) == 442, len(rows)

    held_out = [row for row in rows if row["split"] == "test"]
    rmse = math.sqrt(sum((row["prediction"] - row["target"]) ** 2 for row in held_out) / len(held_out))
    printed = {float(number) for number in re.findall(r"^  rmse ([0-9.]+)", pathlib.Path(output).read_text(), re.M)}
    assert 40 < rmse < 62, f"rmse {rmse} on the {len(held_out)} held-out rows"
    assert len(printed) == 1 and math.isclose(printed.pop(), rmse, abs_tol=1e-4), f"rmse {rmse} is printed otherwise"

    some = [rows[0], rows[200], rows[441]]
    unknown = {"row_id", "target", "split", "prediction"}
    records = [{name: value for name, value in row.items() if name not in unknown} for row in some]
    body = json.dumps({"dataframe_records": records}).encode()
    request = urllib.request.Request(service + "/invocations", body, {"Content-Type": "application/json"})
    answers = [answer["prediction"] for answer in json.load(urllib.request.urlopen(request))["predictions"]]
    assert answers == [row["prediction"] for row in some], f"the service answers {answers} for {some}"
    print(f"442 predictions, rmse {rmse:.4f} on {len(held_out)} held-out rows; the service answers {answers} as the lake has it")


if __name__ == "__main__":
    {"walk": walk, "compare": compare}[sys.argv[1]](*sys.argv[2:])
