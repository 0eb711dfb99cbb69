"""Trains a classifier with scikit-learn on the interim data and registers it as the next version of the project's model.

docs/src/python-model.adoc says what makes it one that `make promote`, `make processed-data` and the service take.
"""

import argparse
import json

import numpy
import onnx
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, StringTensorType
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss

import project
import registry

NAME = project.dataset_name()
DATASET = f"interim.{NAME}_features"
FEATURES_MODEL = f"{NAME}-features"
MODEL = project.model_name()
TRAIN, TEST = "train", "test"
EXAMPLES = 3


# tag::read[]
def read(snapshot_id=None):
    """A snapshot of the interim data, by default the current one, and its rows in the order of their keys."""
    table = project.catalog().load_table(DATASET)
    snapshot = table.snapshot_by_id(snapshot_id) if snapshot_id else table.current_snapshot()
    if snapshot is None:
        raise SystemExit(f"error: lake.{DATASET} has no snapshot {snapshot_id or 'yet'}. Run: make interim-data")
    rows = table.scan(snapshot_id=snapshot.snapshot_id).to_pandas()
    return snapshot, rows.sort_values(project.key_columns(DATASET, snapshot))


def vectors(rows):
    return numpy.array(rows["features"].tolist(), dtype="float64")


# end::read[]
# tag::fit[]
def fit(rows, label):
    return LogisticRegression(max_iter=1000).fit(vectors(rows), rows[label])


# end::fit[]
# tag::convert[]
def convert(model, width):
    """The model as a graph: it takes what the feature pipeline gives, and gives what the predictions' contract has."""
    labels = model.classes_.tolist()
    graph = to_onnx(
        model,
        initial_types=[("features", DoubleTensorType([None, width]))],
        final_types=[
            ("prediction", StringTensorType([None])),
            ("probability", DoubleTensorType([None, len(labels)])),
        ],
        options={"zipmap": False},  # probabilities as one tensor, not as a map for each row
        target_opset=13,  # that of the features' graph, with which it can be merged
    )
    onnx.helper.set_model_props(graph, {"lastmile.labels": json.dumps(labels)})
    return graph


# end::convert[]
def metrics(model, held_out, label):
    """As the Java steps name them, so that `make models` shows them; the gate of `make promote` counts for itself."""
    truth, probability = held_out[label], model.predict_proba(vectors(held_out))
    return {
        "accuracy": accuracy_score(truth, model.predict(vectors(held_out))),
        "log_loss": log_loss(truth, probability, labels=model.classes_),
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--snapshot", type=int, help=f"of lake.{DATASET} (default: the current one)")
    snapshot, rows = read(arguments.parse_args().snapshot)
    with registry.start_run("train-python-model", DATASET, snapshot, FEATURES_MODEL) as run:
        # tag::train[]
        label, split = (project.column(DATASET, snapshot, role) for role in ("label", "split"))
        training, held_out = rows[rows[split] == TRAIN], rows[rows[split] == TEST]
        model = fit(training, label)
        graph = convert(model, vectors(rows).shape[1])
        registry.require_parity(model, graph, vectors(held_out))
        run.log(model.get_params(), metrics(model, held_out, label))
        version = run.register(MODEL, model, graph, vectors(held_out.head(EXAMPLES)))
        # end::train[]
    print(f"  make it champion: make promote VERSION={version}")


if __name__ == "__main__":
    main()
