"""Measures batch scoring beside its peers, each contender in a process of its own: see README.md in benchmarks/."""

import argparse
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[3]
PROJECT = BENCHMARKS.parent
TARGET = BENCHMARKS / "target"
DATA = TARGET / "batch"
HEAP = "4g"

TITLES = {
    "logistic": "(a) scaler + logistic regression, 4 double columns",
    "logistic-float": "(a) the same on 4 float columns",
    "logistic-of-many": "(a) the same on 4 of 50 double columns",
    "forest": "(b) one-hot of 3 string columns, 4 double columns, 100 trees of depth 8",
    "perceptron": "(c) scaler + perceptron 200-64-3, 200 double columns",
}
# What lastmile has to reach with noop out: rows per second as a multiple of a peer's.
BARS = {
    ("logistic", "spark-ml"): 2.5,
    ("logistic", "spark-udf-onnx"): 3.5,
    ("logistic", "spark-udf-sklearn"): 3.5,
    ("forest", "spark-ml"): 5,
}


def contenders(case):
    """Contender and outputs; the first is the one that the others are compared with."""
    wanted = [("lastmile", "prediction"), ("spark-ml", "prediction")]
    wanted += [("map-partitions", "prediction"), ("map-columns", "prediction")]
    if case == "logistic-of-many":
        return wanted
    wanted.append(("spark-udf-onnx", "prediction"))
    if case.startswith("logistic"):
        wanted += [("spark-udf-sklearn", "prediction"), ("pandas", "prediction"), ("spark-copy", "prediction")]
        wanted += [("lastmile", "probability"), ("spark-ml", "probability")]
    return wanted


def bar(case, contender, sink):
    """What is asked for, or None: never slower than Spark ML, and with Parquet in (a) than any with a model."""
    if contender in ("spark-copy", "map-partitions", "map-columns"):
        return None
    if sink == "noop":
        return BARS.get((case, contender), 1 if contender == "spark-ml" else None)
    return 1 if contender == "spark-ml" or case == "logistic" else None


def result(command):
    """What a contender says of itself; its log goes to a file."""
    log = TARGET / "batch.log"
    environment = {**os.environ, "BENCHMARK_HEAP": HEAP, "PYSPARK_PYTHON": sys.executable}
    # Not what a machine's own Spark or tracking server would add.
    for name in ("SPARK_HOME", "SPARK_CONF_DIR", "PYSPARK_SUBMIT_ARGS", "MLFLOW_TRACKING_URI"):
        environment.pop(name, None)
    with log.open("a") as errors:
        errors.write(f"\n$ {shlex.join(command)}\n")
        errors.flush()
        ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment, cwd=TARGET)
        errors.write(ended.stdout)
    lines = [line for line in ended.stdout.splitlines() if line.startswith("RESULT ")]
    if ended.returncode or not lines:
        sys.exit(f"error: {shlex.join(command[-6:])} failed with exit code {ended.returncode}; the log is {log}")
    return json.loads(lines[-1].removeprefix("RESULT "))


def java(main_class, *arguments):
    home = os.environ.get("JAVA_HOME")
    # ONNX Runtime does not stand very long command lines.
    class_path = TARGET / "java.args"
    class_path.write_text(f'-cp\n"{TARGET / "classes"}:{(TARGET / "classpath").read_text().strip()}"\n')
    return result(
        [
            f"{home}/bin/java" if home else "java",
            f"@{PROJECT / '.mvn' / 'spark-java.args'}",
            f"-Xmx{HEAP}",
            f"@{class_path}",
            f"dev.lastmile.benchmarks.{main_class}",
            str(DATA),
            *map(str, arguments),
        ]
    )


def measured(case, contender, outputs, sink, runs, columns):
    if contender in ("lastmile", "spark-ml", "spark-copy", "map-partitions", "map-columns"):
        return java("ScoreBatch", case, contender, outputs, sink, runs)
    peer = Path(__file__).with_name("peer.py")
    return result([sys.executable, str(peer), str(DATA), case, contender, sink, str(runs), ",".join(columns)])


def table(prepared, figures):
    lines = []
    for made in prepared:
        case = made["case"]
        lines += [f"## {TITLES[case]}", ""]
        lines.append(
            f"{made['rows']:,} rows; exported in {made['export_seconds']:.2f} s"
            f" ({made['onnx_bytes'] / 1e6:.1f} MB). {made['note']}".rstrip()
        )
        lines += [
            "",
            "| out | contender | columns | rows/s | seconds, median (all) | first | lastmile is | bar | peak memory |",
            "|---|---|---|---:|---|---:|---:|---|---:|",
        ]
        for one in (figure for figure in figures if figure["case"] == case):
            ours = next(
                other
                for other in figures
                if other["contender"] == "lastmile"
                and all(other[same] == one[same] for same in ("case", "sink", "outputs"))
            )
            ratio = one["median"] / ours["median"]
            asked = bar(case, one["contender"], one["sink"]) if one["outputs"] == "prediction" else 1
            is_ours = one is ours
            lines.append(
                f"| {one['sink']} | {one['contender']} | id, prediction"
                f"{', probability' if one['outputs'] == 'probability' else ''} | {one['rows'] / one['median']:,.0f}"
                f" | {one['median']:.2f} ({', '.join(f'{second:.2f}' for second in one['seconds'])})"
                f" | {one['first_seconds']:.2f} | {'' if is_ours else f'{ratio:.2f} x'}"
                f" | {'' if is_ours or not asked else f'{asked} x: ' + ('reached' if ratio >= asked else 'MISSED')}"
                f" | {one['peak_kb'] / 1024:,.0f} MB |"
            )
        lines.append("")
    return lines


def processor():
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return names[0].split(":", 1)[1].strip() if names else platform.processor()


def main():
    parser = argparse.ArgumentParser(prog="make bench-batch", description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000, help="rows of every case")
    parser.add_argument("--runs", type=int, default=3, help="counted runs of every contender")
    parser.add_argument("--cases", default="logistic,logistic-float,forest,perceptron", help="some of " + ", ".join(TITLES))
    parser.add_argument("--sinks", default="noop,parquet", help="some of noop, parquet")
    parser.add_argument("--contenders", default="", help="only these; lastmile is always there")
    options = parser.parse_args()
    (TARGET / "batch.log").write_text("")
    only = {"lastmile", *options.contenders.split(",")} if options.contenders else None

    prepared, figures = [], []
    for case in options.cases.split(","):
        print(f"{TITLES[case]}: preparing {options.rows:,} rows", flush=True)
        made = java("PrepareBatch", case, options.rows)
        prepared.append(made)
        for sink in options.sinks.split(","):
            for contender, outputs in contenders(case):
                if only and contender not in only:
                    continue
                figure = measured(case, contender, outputs, sink, options.runs, made["columns"])
                figure |= {"case": case, "contender": contender, "outputs": outputs, "sink": sink}
                figure["median"] = statistics.median(figure["seconds"])
                figures.append(figure)
                print(
                    f"  {sink:8} {contender:18} {outputs:12} {figure['rows'] / figure['median']:>12,.0f} rows/s"
                    f" {figure['peak_kb'] / 1024:>7,.0f} MB",
                    flush=True,
                )
        sums = {figure["contender"]: (figure["rows"], figure["sum"]) for figure in figures if figure["case"] == case}
        first = sums["lastmile"]
        sums.pop("spark-copy", None)
        for contender, found in sums.items():
            # A prediction on the border of two classes may differ where numbers have 32 bits.
            if found[0] != first[0] or abs(found[1] - first[1]) > 1e-4 * first[0]:
                sys.exit(f"error: {contender} and lastmile do not predict the same for {case}: {found} and {first}")
    print("exporting a forest of 50 MB", flush=True)
    big = java("PrepareBatch", "export")

    text = [
        "# Batch scoring",
        "",
        f"{processor()}, {os.cpu_count()} cores, Spark local[2], -Xmx{HEAP}; Parquet in; warm, the median of"
        f" {options.runs} runs; every contender in a process of its own, and its memory with that of the processes"
        " below it. The rows per second of all contenders of a table are of one run on one file.",
        "",
        *table(prepared, figures),
        "## Export",
        "",
        f"A forest of {big['trees']} trees, {big['nodes']:,} nodes and {big['onnx_bytes'] / 1e6:.0f} MB of ONNX is"
        f" exported in {big['export_seconds']:.1f} s (bar: 10 s), the pipelines above in"
        f" {', '.join(format(made['export_seconds'], '.2f') + ' s' for made in prepared)} (bar: 1 s).",
    ]
    (TARGET / "batch.md").write_text("\n".join(text) + "\n")
    (TARGET / "batch.json").write_text(json.dumps({"prepared": prepared, "figures": figures, "export": big}, indent=2))
    print("\n" + "\n".join(text))


main()
