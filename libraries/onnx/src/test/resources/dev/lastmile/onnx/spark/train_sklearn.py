"""Trains two classifiers on strings and numbers with scikit-learn and logs them with mlflow.onnx.

Argument: a folder. Leaves customers.csv there, with each model's labels, and prints the path of each logged model.onnx.
The tracking server is MLFLOW_TRACKING_URI.
"""

import os
import sys

import mlflow
import numpy
import pandas
from mlflow.models import infer_signature
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType
from skl2onnx.sklapi import CastTransformer
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

STRINGS = ["city", "plan"]
NUMBERS = ["age", "income"]


def customers(rows, seed):
    random = numpy.random.default_rng(seed)
    frame = pandas.DataFrame(
        {
            "city": random.choice(["Kyiv", "Köln", "São Paulo", "東京"], rows),
            "plan": random.choice(["free", "basic", "full"], rows),
            # Numbers that 32 bits hold, for the model that takes those.
            "age": random.integers(18, 90, rows).astype("float32").astype("float64"),
            "income": random.lognormal(10, 0.5, rows).astype("float32").astype("float64"),
        }
    )
    score = (frame.plan == "free") * 1.5 + (frame.city == "Köln") - frame.age / 40 + random.normal(0, 0.5, rows)
    return frame, score > score.median()


def pipeline(classifier):
    columns = ColumnTransformer(
        [("strings", OneHotEncoder(handle_unknown="ignore", sparse_output=False), STRINGS), ("numbers", StandardScaler(), NUMBERS)]
    )
    # Forests round to 32 bits themselves: said in the pipeline, it is part of the graph too.
    return make_pipeline(columns, CastTransformer(), classifier)


def log(name, model, number, frame, classifier):
    types = [(column, StringTensorType([None, 1])) for column in STRINGS]
    types += [(column, number([None, 1])) for column in NUMBERS]
    # 13 is what Lastmile writes: only graphs of one version can be merged.
    graph = to_onnx(model, initial_types=types, target_opset=13, options={id(classifier): {"zipmap": False}})
    with mlflow.start_run():
        logged = mlflow.onnx.log_model(graph, name=name, signature=infer_signature(frame))
    return os.path.join(mlflow.artifacts.download_artifacts(logged.model_uri), "model.onnx")


def main(folder):
    training, leaves = customers(600, 1)
    regression = LogisticRegression(max_iter=1000)
    linear = pipeline(regression).fit(training, numpy.where(leaves, "leaves", "stays"))
    forest = RandomForestClassifier(n_estimators=20, max_depth=6, random_state=3)
    trees = pipeline(forest).fit(training, leaves.astype("int64"))

    held_out, _ = customers(2000, 2)
    held_out.loc[::97, "city"] = "a city that nobody has seen"
    labelled = held_out.assign(linear=linear.predict(held_out), trees=trees.predict(held_out))
    labelled.to_csv(os.path.join(folder, "customers.csv"), index=False)

    print("linear", log("linear", linear, FloatTensorType, training, regression))
    print("trees", log("trees", trees, DoubleTensorType, training, forest))


if __name__ == "__main__":
    main(*sys.argv[1:])
