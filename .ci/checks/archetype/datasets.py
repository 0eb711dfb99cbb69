"""Ten public datasets, from the Python packages that ship them, and one of noise; nothing of them is committed.

write FOLDER: writes the files, and prints a line for each: name, file and label, with tabs between them.

judge NAME EXIT_CODE DEMO COMPARE SECONDS: prints a line of what make demo and make compare-batch-realtime have printed: metric, baseline,
time. Fails where there is neither a champion that is better than the baseline nor the message that there is none, where batch and
service differ in a row, and where it took longer than 240 seconds, or the steps longer than 90.
"""

import csv
import gzip
import importlib.util
import io
import os
import pathlib
import random
import re
import sys

# Name, package, file in it, name of the file that is written, label.
DATASETS = [
    ("penguins", "palmerpenguins", "data/penguins-raw.csv", "penguins-raw.csv", "Species"),
    ("default", "ISLP", "data/Default.csv", "Default.csv", "default"),
    ("wage", "ISLP", "data/Wage.csv", "Wage.csv", "wage"),
    ("bikeshare", "ISLP", "data/Bikeshare.csv", "Bikeshare.csv", "bikers"),
    ("caravan", "ISLP", "data/Caravan.csv", "Caravan.csv", "Purchase"),
    ("hitters", "ISLP", "data/Hitters.csv", "Hitters.csv", "Salary"),
    ("diamonds", "plotnine", "data/diamonds.csv", "diamonds.csv", "price"),
    ("senators", "lifelines", "datasets/canadian_senators.csv", "canadian_senators.csv", "observed"),
    ("superstore", "bokeh_sampledata", "_data/SampleSuperstore.csv.gz", "superstore.csv", "Sales"),
    ("water_flow", "river", "datasets/water-flow.csv", "water-flow.csv", "Water flow [l/s]"),
]


def packaged(package, path):
    """The bytes of a file of a package, which is not imported: what it needs is not installed."""
    found = importlib.util.find_spec(package)
    content = (pathlib.Path(found.submodule_search_locations[0]) / path).read_bytes()
    return gzip.decompress(content) if path.endswith(".gz") else content


def european(content):
    """A CSV as a spreadsheet in much of Europe writes it: Latin-1, semicolons, decimal commas."""
    rows = list(csv.reader(io.StringIO(content.decode())))
    city = rows[0].index("City")
    for number, row in enumerate(rows[1:]):
        row[:] = [re.sub(r"^(-?\d+)\.(\d+)$", r"\1,\2", cell) for cell in row]
        if number % 50 == 0:
            row[city] = "Zürich"
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("latin-1")


def write(folder):
    for name, package, path, file, label in DATASETS:
        content = packaged(package, path)
        target = pathlib.Path(folder) / file
        target.write_bytes(european(content) if name == "superstore" else content)
        print(name, target, label, sep="\t")
    target = pathlib.Path(folder) / "noise.csv"
    target.write_text(noise())
    print("noise", target, "outcome", sep="\t")


def noise():
    """Columns that have nothing to do with the label."""
    draw = random.Random(7)
    lines = ["height,weight,colour,outcome"]
    for _ in range(600):
        lines.append(f"{draw.gauss(170, 9):.1f},{draw.gauss(70, 12):.1f},{draw.choice('abc')},{draw.choice(['won', 'lost'])}")
    return "\n".join(lines) + "\n"


# Without a champion, and with one: the metric, the model's, and the baseline's.
SCORE = re.compile(r"^  (\w+) of challenger \d+ (\S+), of the (baseline|last value) (\S+)$", re.M)
HIGHER = {"pr_auc", "roc_auc", "accuracy", "balanced_accuracy", "f1", "r2"}


def judge(name, exit_code, demo, compare, seconds):
    demo = pathlib.Path(demo).read_text()
    compare = pathlib.Path(compare).read_text()
    metric, value, what, baseline = SCORE.search(demo).groups()
    value, baseline = float(value), float(baseline)
    better = value > baseline if metric in HIGHER else value < baseline
    steps = sum(float(took) for took in re.findall(r"^  done in ([0-9.]+) s$", demo, re.M))
    print(f"{name:<12} {metric:<10} {value:>10.4f}  {what} {baseline:.4f}  {seconds} s to the first answer, {steps:.0f} s in steps")
    if better:
        assert exit_code == "0" and " is champion" in demo and re.search(r'^answer +\{"predictions"', demo, re.M), "no champion answers"
        rows = re.search(r"^  (\d+) rows in lake.raw.", demo, re.M).group(1)
        assert re.search(rf"^agree +{rows} predictions, 0 rejected rows$", compare, re.M), f"batch and service differ: {compare}"
        assert "disagree" not in compare, compare
    else:
        assert exit_code != "0", "make demo ends with 0 without a champion"
        assert "Likely causes:" in demo and "There is no champion" in demo, "make demo does not say why there is no champion"
    assert name != "noise" or not better, "a model of noise is called better than the baseline"
    # On a slower machine than two cores of today, DATASETS_SLOWER=2 doubles both.
    slower = float(os.environ.get("DATASETS_SLOWER", "1"))
    assert int(seconds) < 240 * slower and steps < 90 * slower, "it took too long"


if __name__ == "__main__":
    {"write": write, "judge": judge}[sys.argv[1]](*sys.argv[2:])
