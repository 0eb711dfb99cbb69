"""Times one Python peer in this process: FOLDER CASE CONTENDER SINK RUNS COLUMN,COLUMN,...

CONTENDER is spark-udf-onnx, spark-udf-sklearn or pandas; SINK is noop or parquet. The first run is not counted.
"""

import json
import os
import shutil
import sys
import time
from pathlib import Path

folder, case, contender, sink, runs, columns = sys.argv[1:]
place = Path(folder, case)
columns = columns.split(",")
written = str(place / f"written-{contender}")


def sklearn_model():
    """scikit-learn's pipeline of the numbers that Spark ML has fitted."""
    import numpy
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    numbers = json.loads((place / "sklearn.json").read_text())
    scaler = StandardScaler()
    scaler.mean_ = numpy.array(numbers["mean"])
    scaler.scale_ = numpy.array(numbers["std"])
    scaler.var_ = scaler.scale_**2
    scaler.n_features_in_ = len(columns)
    logistic = LogisticRegression()
    logistic.coef_ = numpy.array(numbers["coefficients"])
    logistic.intercept_ = numpy.array(numbers["intercepts"])
    logistic.classes_ = numpy.arange(len(logistic.intercept_), dtype=float)
    logistic.n_features_in_ = len(columns)
    return Pipeline([("scaler", scaler), ("logistic", logistic)])


def saved_model():
    """The model as an MLflow model on disk."""
    path = str(place / contender)
    shutil.rmtree(path, ignore_errors=True)
    if contender == "spark-udf-onnx":
        import mlflow.onnx
        import onnx

        mlflow.onnx.save_model(onnx.load(str(place / "prediction.onnx")), path)
    else:
        import mlflow.sklearn

        mlflow.sklearn.save_model(sklearn_model(), path, serialization_format="cloudpickle")
    return path


def peak_kilobytes():
    """The most memory of this process and of those below it, each at its own peak, from Linux."""
    parents = {}
    peaks = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            status = Path("/proc", entry, "status").read_text()
        except OSError:
            continue
        fields = dict(line.split(":", 1) for line in status.splitlines())
        parents[int(entry)] = int(fields["PPid"])
        peaks[int(entry)] = int(fields.get("VmHWM", "0 kB").split()[0])

    def below(process):
        return process == os.getpid() or (process in parents and below(parents[process]))

    return sum(peak for process, peak in peaks.items() if below(process))


def timed(action):
    seconds = []
    for _ in range(int(runs) + 1):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return {"seconds": seconds[1:], "first_seconds": seconds[0], "peak_kb": peak_kilobytes()}


def pandas():
    import pandas

    model = sklearn_model()
    rows = None

    def score():
        nonlocal rows
        rows = pandas.read_parquet(place / "rows", columns=["id", *columns])
        rows["prediction"] = model.predict(rows[columns].to_numpy())
        rows = rows[["id", "prediction"]]
        if sink == "parquet":
            rows.to_parquet(written + ".parquet")

    result = timed(score)
    return {**result, "rows": len(rows), "sum": float(rows["prediction"].sum())}


def spark_udf():
    import mlflow.pyfunc
    from pyspark.sql import SparkSession
    from pyspark.sql import functions

    # The same as in Sessions.java.
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", os.environ["BENCHMARK_HEAP"])
        .getOrCreate()
    )
    predict = mlflow.pyfunc.spark_udf(spark, saved_model(), result_type="double", env_manager="local")
    scored = spark.read.parquet(str(place / "rows")).select("id", predict(functions.struct(*columns)).alias("prediction"))

    def score():
        if sink == "noop":
            scored.write.format("noop").mode("overwrite").save()
        else:
            scored.write.mode("overwrite").parquet(written)

    result = timed(score)
    count, total = scored.agg(functions.count("id"), functions.sum("prediction")).first()
    return {**result, "rows": count, "sum": total}


print("RESULT " + json.dumps(pandas() if contender == "pandas" else spark_udf()), flush=True)
