"""A page of commands as a reader follows it: walk.py PAGE, in the folder where the page begins.

Writes every titled block to the file that its title names, which has to be there, and runs every block of sh, in the
page's order and in one shell, so that a change of folder holds for what follows.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"(?:^\.`(?P<path>\S+)`\n)?^\[source,(?P<language>\w+)\]\n----\n(?P<text>.*?\n)----$", re.M | re.S)


def script(page):
    text = pathlib.Path(page).read_text()
    blocks = list(BLOCK.finditer(text))
    assert blocks and len(blocks) == text.count("[source,"), f"{page} has a block that is no listing between ----"
    lines = ["set -euo pipefail"]
    for block in blocks:
        if block["path"]:
            path = block["path"]
            lines.append(f"echo 'writing {path}'\ntest -f {path}\ncat > {path} << '--END--'\n{block['text']}--END--")
        else:
            assert block["language"] == "sh", f"{page} has a block of {block['language']} without the file's name"
            lines.append(f"cat << '--END--'\n{block['text']}--END--\n{block['text']}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    with tempfile.NamedTemporaryFile("w", suffix=".sh") as file:
        file.write(script(sys.argv[1]))
        file.flush()
        sys.exit(subprocess.run(["bash", file.name], stdin=subprocess.DEVNULL).returncode)
