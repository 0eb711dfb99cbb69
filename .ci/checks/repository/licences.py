"""Licences of what is shipped: python licences.py REPORT.txt SBOM.json ... writes the report, and fails if a component has only
licences that are not in the list below. Several licences of one component are a choice, as Maven has it."""

import json
import re
import sys
from pathlib import Path

# Normalized names (lower case, words alone): the SPDX id. What is not here is not shipped until somebody has read it.
ALLOWED = {
    "Apache-2.0": ["apache-2.0", "apache license 2.0", "apache license version 2.0", "apache 2.0", "apache 2", "apache license v2.0",
                   "the apache license version 2.0", "the apache software license version 2.0", "apache software license version 2.0",
                   "asl 2.0", "apache license 2", "apache public license 2.0", "al 2.0", "apache software license 2.0"],
    "MIT": ["mit", "mit license", "the mit license", "the mit license mit", "bouncy castle licence", "mit-0"],
    "BSD-2-Clause": ["bsd-2-clause", "bsd 2-clause license", "the bsd 2-clause license", "bsd licence 2-clause"],
    "BSD-3-Clause": ["bsd-3-clause", "bsd 3-clause license", "3-clause bsd license", "new bsd license", "bsd new", "revised bsd",
                     "the bsd 3-clause license", "bsd license 3", "edl 1.0", "eclipse distribution license v 1.0",
                     "eclipse distribution license v1.0", "eclipse distribution license - v 1.0", "go license"],
    "ISC": ["isc"],
    "CC0-1.0": ["cc0-1.0", "cc0", "public domain", "public domain per creative commons cc0", "cc0 1.0 universal"],
    "EPL-1.0": ["epl-1.0", "eclipse public license v1.0", "eclipse public license 1.0"],
    "EPL-2.0": ["epl-2.0", "epl 2.0", "eclipse public license v2.0", "eclipse public license v. 2.0", "eclipse public license 2.0",
                "eclipse public license - v 2.0"],
    "MPL-2.0": ["mpl-2.0", "mpl 2.0", "mozilla public license version 2.0", "mozilla public license 2.0"],
    "Unicode-3.0": ["unicode-3.0", "unicode license v3"],
    "UPL-1.0": ["upl-1.0", "universal permissive license version 1.0"],
    # The licences of a library, for jars that are linked to and not changed.
    "LGPL-2.1-or-later": ["lgpl-2.1-or-later", "lgpl-2.1-only", "lgpl-2.1", "lgpl 2.1", "gnu lesser general public license v2.1 or later",
                          "gnu lesser general public license"],
    "GPL-2.0-with-classpath-exception": ["gpl-2.0-with-classpath-exception", "gpl2 w/ cpe", "gpl-2.0-only with classpath-exception-2.0",
                                         "gnu general public license version 2 with the gnu classpath exception"],
}
KNOWN = {alias: spdx for spdx, aliases in ALLOWED.items() for alias in aliases}

# Components whose metadata name no licence, or one by a name of their own: what was read, where.
READ = {
    # JLine's poms say "The BSD License", which CycloneDX takes for the one of four clauses; LICENSE.txt has three.
    f"org.jline:jline-{part}": ["BSD-3-Clause"]
    for part in ("builtins", "native", "reader", "style", "terminal", "terminal-jansi")
}


def normalized(name):
    return re.sub(r"\s+", " ", re.sub(r"[,()\"]|^the ", " ", name.strip().lower())).strip()


def licence(name):
    key = normalized(name)
    return KNOWN.get(key) or KNOWN.get("the " + key)


# That this check can fail.
assert licence("The Apache Software License, Version 2.0") == "Apache-2.0"
for name in ("AGPL-3.0-only", "GNU Affero General Public License v3.0", "GPL-3.0-or-later", "GPL-2.0-only", "SSPL-1.0", "", "Custom"):
    assert licence(name) is None, name

report, wrong = [], []
for path in map(Path, sys.argv[2:]):
    components = json.loads(path.read_text())["components"]
    assert len(components) > 30, f"{path} has {len(components)} components"
    for component in components:
        coordinates = f"{component.get('group', '')}:{component['name']}"
        if coordinates.startswith("dev.lastmile:") or component.get("group") == "dev.lastmile.template":
            continue
        names = []
        for entry in component.get("licenses", []):
            of = entry.get("license", {})
            names += [of.get("id") or of.get("name", "")] if of else re.split(r"\s+OR\s+", entry["expression"].strip("()"))
        found = sorted({spdx for spdx in map(licence, names) if spdx}) or READ.get(coordinates, [])
        report.append(f"{path.stem}\t{coordinates}\t{component['version']}\t{' OR '.join(found) or ' | '.join(names) or 'none'}")
        if not found:
            wrong.append(f"{path}: {coordinates}:{component['version']} has {' | '.join(names) or 'no licence'}")

Path(sys.argv[1]).write_text("\n".join(sorted(report)) + "\n")
print("\n".join(sorted(set(wrong))) or f"{len(report)} components, each under one of {len(ALLOWED)} licences: {sys.argv[1]}")
if wrong:
    print("Read the licence; then add its name to ALLOWED, or the component to READ, in .ci/checks/repository/licences.py, or leave the component out.")
sys.exit(bool(wrong))
