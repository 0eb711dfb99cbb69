"""Measures the steps on the example beside an older checkout, each command in a process of its own: see README.md in benchmarks/."""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[3]
PROJECT = BENCHMARKS.parent
SESSION = "dev.lastmile.benchmarks.EmptySession"
STEPS = ["train-features", "interim-data", "train-classifier", "processed-data"]
# The most that a command may take, as a multiple of the older checkout's time and CPU time.
BARS = {**dict.fromkeys(STEPS, 0.4), "pipeline": 0.3, "edit and train-classifier": 0.25}
SESSION_BAR = 1.7
EDITED = "EPOCHS = "


class Checkout:
    """A checkout that is built, with data and models in a folder of its own."""

    def __init__(self, name, folder, ports):
        self.name, self.folder = name, Path(folder).resolve()
        self.home = Path(tempfile.mkdtemp())
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LASTMILE_", "MAKE", "MLFLOW_"))}
        self.environment = {
            **kept,
            "LASTMILE_HOME": str(self.home),
            "LASTMILE_TRACKING_PORT": str(ports),
            "LASTMILE_SERVING_PORT": str(ports + 1),
        }
        self.log = BENCHMARKS / "target" / f"steps-{name}.log"
        sources = self.folder.glob("template-model/src/main/java/**/*.java")
        self.edited = next(path for path in sources if EDITED in path.read_text())

    def run(self, *command):
        """Seconds that passed, and CPU seconds of the command and what it waited for."""
        start = time.monotonic()
        with open(self.log, "a") as log:
            process = subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=log, stderr=log)
            _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"error: {' '.join(command)} of {self.name} failed; see {self.log}")
        return time.monotonic() - start, usage.ru_utime + usage.ru_stime

    def make(self, target, *words):
        return self.run("make", "--no-print-directory", target, *words)

    def anew(self):
        """Without data, models and tracking server."""
        self.make("stop")
        shutil.rmtree(self.home)
        self.home.mkdir()

    def edit(self):
        """Another number of epochs in the class of the model."""
        text = self.edited.read_text()
        self.edited.write_text(re.sub(EDITED + r"(\d+)", lambda found: f"{EDITED}{int(found[1]) + 1}", text))


def session_times(checkout, rounds):
    """Those of a program that only opens the session; it becomes a class of the project, which is a copy."""
    run, classes = checkout.folder / "target/run", tempfile.mkdtemp()
    libraries = f"{run / 'libraries.jar'}:{(run / 'spark.classpath').read_text().strip()}"
    source = BENCHMARKS / "src/main/java" / (SESSION.replace(".", "/") + ".java")
    checkout.run("javac", "-cp", libraries, "-d", classes, str(source))
    checkout.run("jar", "--update", "--file", str(run / "project.jar"), "-C", classes, ".")
    return [checkout.run("bin/step", SESSION) for _ in range(rounds)]


def measure(checkout, rounds, has_all):
    """Time and CPU time of each command in each round."""
    taken = {}

    def add(name, times):
        taken.setdefault(name, []).append(times)

    for _ in range(rounds):
        checkout.anew()
        add("pipeline", checkout.make("pipeline"))
        for step in STEPS:
            words = ["ARGS=--all"] if has_all and step in ("interim-data", "processed-data") else []
            add(step, checkout.make(step, *words))
        checkout.edit()
        add("edit and train-classifier", checkout.make("train-classifier"))
    return taken


def medians(pairs):
    return [statistics.median(values) for values in zip(*pairs)]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--old", required=True, help="an older checkout, built with ./mvnw package -DskipTests")
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    (BENCHMARKS / "target").mkdir(exist_ok=True)
    # A copy: edits are no matter of the checkout.
    copy = Path(tempfile.mkdtemp()) / "lastmile"
    shutil.copytree(PROJECT, copy, symlinks=True, ignore=shutil.ignore_patterns(".git", "venv", "data", "models"))
    old_copy = Path(tempfile.mkdtemp()) / "lastmile"
    shutil.copytree(given.old, old_copy, symlinks=True, ignore=shutil.ignore_patterns(".git", "data", "models"))
    new, old = Checkout("new", copy, 23100), Checkout("old", old_copy, 23200)
    try:
        for checkout in (new, old):
            checkout.make("pipeline")  # builds what is not built, and the archive of classes
        times = {new: measure(new, given.rounds, True), old: measure(old, given.rounds, False)}
        sessions = session_times(new, given.rounds)
    finally:
        for checkout in (new, old):
            checkout.anew()
            shutil.rmtree(checkout.home)
            shutil.rmtree(checkout.folder)
    lines = ["| | seconds | old | ratio | CPU seconds | old | ratio | at most |", "|---|---:|---:|---:|---:|---:|---:|---:|"]
    for name, bar in BARS.items():
        (wall, cpu), (old_wall, old_cpu) = medians(times[new][name]), medians(times[old][name])
        lines.append(
            f"| {name} | {wall:.1f} | {old_wall:.1f} | {wall / old_wall:.2f} | {cpu:.1f} | {old_cpu:.1f} | {cpu / old_cpu:.2f} | {bar} |"
        )
    wall, cpu = medians(sessions)
    lines += ["", "| | seconds | as a multiple of an empty session | at most |", "|---|---:|---:|---:|"]
    lines.append(f"| an empty session of Spark with the catalog | {wall:.1f} | 1 | |")
    for step in STEPS:
        seconds = medians(times[new][step])[0]
        lines.append(f"| {step} | {seconds:.1f} | {seconds / wall:.2f} | {SESSION_BAR} |")
    result = "\n".join(lines) + "\n"
    (BENCHMARKS / "target" / "steps.md").write_text(result)
    print(result, end="")


if __name__ == "__main__":
    main()
