"""A run of training: the data, the estimator's graph and its checks, the version."""

import argparse
import contextlib
import os
import sys

import mlflow
import numpy
import onnx
from mlflow.exceptions import MlflowException

from lastmile import conversion, data, graph, metrics, registry
from lastmile.errors import RejectedError
from lastmile.parity import Parity
from lastmile.project import Project

STEP = "train-python-model"
EXAMPLES = 3  # rows of the input example and of the golden rows
COMPARED = 1000  # rows that are scored one by one
LONGEST_PARAMETER = 500


class Training:
    """An unfinished run on a snapshot of the interim data."""

    def __init__(self, project, rows, run_id):
        self.project = project
        self.data = rows
        self.run_id = run_id
        self.version = None

    # tag::register[]
    def register(self, model):
        """
        Registers a fitted estimator, or an onnx.ModelProto, as the next version of the project's model.

        Raises RejectedError, and no version exists, if the model has no graph, the service could not serve the graph, or it
        differs from the model on held-out rows.
        """
        rows = self.data
        is_graph = isinstance(model, onnx.ModelProto)
        if is_graph:
            made = graph.of_file(model, rows.width)
        else:
            self._require_task(model)
            made = graph.of_estimator(conversion.convert(model, rows.width), rows.width, rows.labels)
        session = graph.require_servable(made, rows)
        outputs = graph.score(session, rows.held_out.vectors)
        parity = self._compare(model, session, outputs, registry.digest(made.SerializeToString()))
        mlflow.log_text(parity.json(), f"model/{registry.PARITY}")
        parity.require_passed()
        print(f"  {parity.summary()}")

        self._log(model, graph.labels_of(made), outputs)
        examples = rows.held_out.first(EXAMPLES)
        golden = {name: values[:EXAMPLES] for name, values in outputs.items()} if is_graph else self._predicted(model, examples)
        logged = registry.log_model(made, examples.vectors, golden, parity, None if is_graph else model)
        self.version = registry.register(self.project, rows, self.run_id, logged)
        print(f"  registered {self.project.model} version {self.version}")
        return self.version

    # end::register[]
    def _require_task(self, model):
        if self.data.is_classification:
            classes = getattr(model, "classes_", None)
            if classes is None or not hasattr(model, "predict_proba"):
                raise RejectedError(
                    f"{type(model).__name__} has no classes_ and predict_proba, and the task is a classification."
                    " Fit a classifier with probabilities (CalibratedClassifierCV adds them), or set task=regression."
                )
            if list(classes) != list(range(len(self.data.labels))):
                raise RejectedError(
                    f"{type(model).__name__} was fitted on the classes {list(classes)[:5]}, and the labels have the indices 0 to"
                    f" {len(self.data.labels) - 1}. Fit it on data.training.targets."
                )
        elif hasattr(model, "classes_") or hasattr(model, "predict_proba"):
            raise RejectedError(
                f"{type(model).__name__} is a classifier, and the task is a regression."
                " Fit a regressor, or set task=classification."
            )

    def _compare(self, model, session, outputs, digest):
        held_out = self.data.held_out
        if isinstance(model, onnx.ModelProto):
            some = held_out.first(COMPARED)
            batch = {name: values[:COMPARED] for name, values in outputs.items()}
            return Parity.row_by_row(
                lambda vectors: graph.score(session, vectors), batch, some, self.data.is_classification, digest
            )
        return Parity.of_estimator(model, outputs, held_out, self.data.labels, digest)

    def _predicted(self, model, rows):
        predicted = model.predict(rows.vectors)
        if not self.data.labels:
            return {graph.PREDICTION: numpy.asarray(predicted, dtype="float64").ravel()}
        return {
            graph.PREDICTION: numpy.array(self.data.labels, dtype=object)[numpy.asarray(predicted, dtype="int64")],
            graph.PROBABILITY: numpy.asarray(model.predict_proba(rows.vectors), dtype="float64"),
        }

    def _log(self, model, labels, outputs):
        truth, predicted = self.data.held_out.targets, outputs[graph.PREDICTION]
        if labels:
            index = {label: number for number, label in enumerate(labels)}
            truth = numpy.array([index[self.data.labels[target]] for target in truth])
            numbers = numpy.array([index.get(label, -1) for label in predicted])
            found, primary = metrics.of_classifier(truth, numbers, outputs[graph.PROBABILITY])
        else:
            found, primary = metrics.of_regressor(truth, predicted)
        mlflow.log_params({"estimator": type(model).__name__, **_parameters(model)})
        mlflow.log_metrics({name: float(value) for name, value in found.items()})
        mlflow.set_tag("lastmile.primary_metric", primary)
        shown = [primary, *(name for name in found if name != primary and "." not in name)]
        print("  " + ", ".join(f"{name.replace('_', ' ')} {found[name]:.4g}" for name in shown) + f" on {len(truth)} held-out rows")


def _parameters(model):
    """The settings that are plain values; those of a pipeline's steps are among them."""
    settings = model.get_params() if hasattr(model, "get_params") else {}
    plain = {name: value for name, value in settings.items() if isinstance(value, (str, int, float, bool))}
    return {name: value for name, value in plain.items() if len(str(value)) <= LONGEST_PARAMETER}


@contextlib.contextmanager
def start(project, snapshot_id=None):
    """A run on a snapshot, by default the current one, with the snapshot and the features that made it as tags."""
    rows = data.read(project, snapshot_id)
    mlflow.set_tracking_uri(project.tracking_uri())
    registry.require_features(project, rows)
    mlflow.set_experiment(project.dataset)
    version, digest = rows.features
    tags = {
        "lastmile.step": STEP,
        f"lastmile.input.lake.{project.features_table}": str(rows.snapshot_id),
        f"lastmile.model.{project.features_model}": version,
        f"lastmile.model.{project.features_model}.digest": digest,
    }
    with mlflow.start_run(run_name=STEP, tags=tags) as run:
        print(f"{STEP} (run {run.info.run_id})")
        if rows.left_out:
            print(f"  {rows.left_out} rows are left out: no training row has their label in {rows.label}")
        yield Training(project, rows, run.info.run_id)


def main(train):
    """
    Runs `train` with a Training on the project that the current folder belongs to.

    The program takes `--snapshot=…`. A RejectedError is printed in one line, and the program exits with 1.
    """
    arguments = argparse.ArgumentParser(description=train.__doc__)
    arguments.add_argument("--snapshot", type=int, help="of the interim data (default: the current one)")
    snapshot_id = arguments.parse_args().snapshot
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    project = None
    try:
        project = Project.find()
        with start(project, snapshot_id) as training:
            train(training)
        if training.version is None:
            raise RejectedError("Nothing was registered. Call training.register with the fitted model.")
        print(f"  make it champion: make promote VERSION={training.version}")
    except RejectedError as e:
        sys.exit(f"error: {e}")
    except MlflowException as e:
        reason = str(e).strip().splitlines()[0][:300]
        sys.exit(f"error: The tracking server at {project.tracking_uri()} has failed: {reason}. Run: make models, which starts it.")
