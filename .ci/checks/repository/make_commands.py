#!/usr/bin/env python3
"""Holds the commands on the page of make targets to what make would run: make_commands.py, in a project with a built site.

Every target of the Makefile has a row, and each command of a row, without what is in brackets, is a line of `make -n`.
"""

import html.parser
import pathlib
import re
import subprocess
import sys


class Tables(html.parser.HTMLParser):
    """The tables of a page: rows of cells, each with its text and the commands in it."""

    def __init__(self):
        super().__init__()
        self.tables, self.code = [], None

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            self.tables[-1][-1].append(("", []))
        elif tag == "code" and self.tables and self.tables[-1] and self.tables[-1][-1]:
            self.code = ""

    def handle_endtag(self, tag):
        if tag == "code" and self.code is not None:
            self.tables[-1][-1][-1][1].append(self.code)
            self.code = None

    def handle_data(self, data):
        if self.code is not None:
            self.code += data
        if self.tables and self.tables[-1] and self.tables[-1][-1]:
            text, code = self.tables[-1][-1][-1]
            self.tables[-1][-1][-1] = (text + data, code)


def words(command):
    """A command on one line, without options that a caller adds and what splits them into words."""
    command = re.sub(r"\[[^\[\]]*\]", "", command).replace('bin/words "$ARGS" ', "")
    return " ".join(command.split())


def dry_run(target):
    """What make would run for a target, with a build that is done; for the build itself, as if nothing was."""
    done = ["-B"] if target in ("build", "job-jar") else ["-o", "target/run/built"]
    made = subprocess.run(["make", "-n", "--no-print-directory", *done, target], capture_output=True, text=True)
    if made.returncode:
        sys.exit(f"make -n {target} failed:\n{made.stderr}")
    lines = made.stdout.replace("\\\n", " ").splitlines()
    # Before a report of what was done, and behind a test of whether there is something to do.
    return [words(part) for line in lines for part in (line, line.split(" && echo ")[0], line.split("|| ")[-1])]


page = Tables()
page.feed(pathlib.Path("docs/target/site/make-targets.html").read_text(encoding="utf-8"))
of_commands = [table for table in page.tables if table[0][1][0].strip() == "Command"]
targets = set(re.findall(r"^([a-z-]+):(?!=).*## ", pathlib.Path("Makefile").read_text(encoding="utf-8"), re.M)) - {"help"}
rows = {row[0][0].strip(): row[1] for row in of_commands[0][1:]}
if set(rows) != targets:
    sys.exit(f"the page has the commands of {sorted(rows)}, and the Makefile has the targets {sorted(targets)}")
compared = 0
for target, (text, commands) in rows.items():
    ran = dry_run(target)
    for command in commands:
        if f"the target {command}" in " ".join(text.split()):
            if command not in targets:
                sys.exit(f"the page sends from {target} to {command}, which is no target")
        elif words(command) not in ran:
            sys.exit(f"the page says of {target}: {words(command)}\nmake would run:\n" + "\n".join(dict.fromkeys(ran)))
        else:
            compared += 1
print(f"{compared} commands of {len(rows)} targets are those that make runs")
