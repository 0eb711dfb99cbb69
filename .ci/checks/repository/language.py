"""Counts phrases that the field has a term for, in all texts of the repository: python language.py [--write].

language.tsv has what is left of each phrase in a module; more is an error, less is reported. --write writes the file again,
with the counts of now where they are lower.
"""

import collections
import re
import subprocess
import sys
from pathlib import Path

COUNTS = Path(".ci/checks/repository/language.tsv")
TERMS = {
    "for ever": "forever, without a limit",
    "in one go": "atomically",
    "no shell": "not by a shell, without a shell",
    "refuse": "reject",
    "refusal": "rejection, error response",
    "stand-in": "stub, fake, fixture",
    "truth value": "boolean",
    "under way": "in flight, running",
    "whole number": "integer",
}
# Between two words of a phrase a comment may begin a new line.
GAP = r"(?:[ \t]+|[ \t]*\n[ \t]*(?:[*#|]|//)*[ \t]*)"
PHRASES = {
    phrase: re.compile(r"\b" + re.escape(phrase).replace(r"\ ", GAP).replace(r"\-", "-") + r"(?:s|d)?\b", re.IGNORECASE) for phrase in TERMS
}
# "Connection refused" is the operating system's own message.
PHRASES["refuse"] = re.compile(r"\brefuses?\b", re.IGNORECASE)
TEXTS = re.compile(r".*\.(adoc|cfg|css|groovy|html|java|json|md|mk|properties|py|rb|sh|sql|txt|xml|ya?ml)|[^.]*")


def module(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "libraries" and len(parts) > 2 else parts[0]


def main():
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    found = collections.defaultdict(list)
    for name in names:
        path = Path(name)
        # The guide names what it forbids.
        if not TEXTS.fullmatch(path.name) or not path.is_file() or path.name in ("language.py", "language.tsv"):
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for phrase, pattern in PHRASES.items():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                found[module(name), phrase].append(f"{name}:{line}")

    allowed = {}
    if COUNTS.exists():
        for line in COUNTS.read_text().splitlines():
            if line and not line.startswith("#"):
                of, phrase, count = line.split("\t")
                allowed[of, phrase] = int(count)
    wrong = 0
    for key, places in sorted(found.items()):
        if len(places) > allowed.get(key, 0):
            wrong += 1
            of, phrase = key
            print(f'"{phrase}" in {of}: {len(places)} times, {allowed.get(key, 0)} are known; say {TERMS[phrase]}')
            print("".join(f"  {place}\n" for place in places), end="")
    if "--write" in sys.argv:
        lines = ["# Phrases that are still in a module: how often. Lower a number once there are fewer; it never rises."]
        for key, places in sorted(found.items()):
            count = min(len(places), allowed.get(key, 0)) if allowed else len(places)
            if count:
                lines.append("\t".join((*key, str(count))))
        COUNTS.write_text("\n".join(lines) + "\n")
        return
    fewer = [key for key in allowed if len(found.get(key, [])) < allowed[key]]
    for of, phrase in fewer:
        print(f'"{phrase}" in {of}: fewer than language.tsv has; run python3 .ci/checks/repository/language.py --write')
    if wrong:
        sys.exit(1)
    print(f"{len(names)} files; {sum(map(len, found.values()))} phrases are known, none is new")


main()
