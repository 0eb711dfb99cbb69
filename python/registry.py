"""Logs a classifier of scikit-learn as a run of this project, and registers it as the Java steps register theirs."""

import contextlib
import hashlib
import json
import pathlib
import tempfile

import joblib
import mlflow
import numpy
import onnxruntime
from mlflow.exceptions import RestException
from mlflow.models import infer_signature

import project

EXPERIMENT = project.dataset_name()
TOLERANCE = 1e-6
# What promotion and the service read besides the graph.
DIGESTED = ("MLmodel", "golden_rows.json", "input_example.json")


@contextlib.contextmanager
def start_run(step, dataset, snapshot, features):
    """A run of a step on a snapshot, with the snapshot and the features version that made it as tags."""
    summary = snapshot.summary.additional_properties
    if f"lastmile.model.{features}" not in summary:
        where = f"snapshot {snapshot.snapshot_id} of lake.{dataset}"
        raise SystemExit(f"error: {where} does not say which {features} made it. Run: make interim-data")
    mlflow.set_tracking_uri(project.tracking_uri())
    mlflow.set_experiment(EXPERIMENT)
    run = Run(features, summary[f"lastmile.model.{features}"], summary[f"lastmile.model.{features}.digest"])
    tags = {
        "lastmile.step": step,
        f"lastmile.input.lake.{dataset}": str(snapshot.snapshot_id),
        f"lastmile.model.{features}": run.version,
        f"lastmile.model.{features}.digest": run.digest,
    }
    with mlflow.start_run(run_name=step, tags=tags) as started:
        run.id = started.info.run_id
        print(f"{step} (run {run.id})")
        yield run


def require_parity(model, graph, vectors):
    """Ends the program if the graph does not say of some rows what scikit-learn says."""
    session = onnxruntime.InferenceSession(graph.SerializeToString())
    labels, probabilities = session.run(["prediction", "probability"], {"features": vectors})
    difference = numpy.abs(probabilities - model.predict_proba(vectors)).max()
    other = int((labels != model.predict(vectors)).sum())
    said = f"scikit-learn against ONNX on {len(vectors)} rows: largest difference {difference:.1e} in probability"
    if other or not difference <= TOLERANCE:
        raise SystemExit(f"error: not registered. {said}, {other} other labels (tolerance {TOLERANCE:.0e})")
    print(f"  {said} (tolerance {TOLERANCE:.0e})")


class Run:
    """An unfinished run, and the features version whose rows it was given."""

    def __init__(self, features, version, digest):
        self.id = None
        self.features = features
        self.version = version
        self.digest = digest

    def log(self, params, metrics):
        mlflow.log_params(params)
        mlflow.log_metrics(metrics)
        print("  " + ", ".join(f"{name.replace('_', ' ')} {value:.4f}" for name, value in metrics.items()))

    # tag::register[]
    def register(self, name, model, graph, examples):
        """Logs the graph with MLflow's onnx flavour; the version has its tags from the moment that it exists."""
        client = mlflow.MlflowClient()
        logged = log_model(client, model, graph, examples)
        try:
            client.create_registered_model(name)
        except RestException as e:
            if e.error_code != "RESOURCE_ALREADY_EXISTS":
                raise
        stored = pathlib.Path(mlflow.artifacts.download_artifacts(logged.model_uri))
        tags = {
            "lastmile.digest": digest(stored / "model.onnx"),
            **{f"lastmile.digest.{name}": digest(stored / name) for name in DIGESTED if (stored / name).exists()},
            "lastmile.parity": "passed",
            "lastmile.features.name": self.features,
            "lastmile.features.version": self.version,
            "lastmile.features.digest": self.digest,
        }
        version = client.create_model_version(name, logged.model_uri, self.id, tags, model_id=logged.model_id).version
        print(f"  registered {name} version {version}")
        return version

    # end::register[]


def digest(file):
    """The SHA-256 digest of a file, as the registry's tags have it."""
    return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()


# tag::log[]
def log_model(client, model, graph, vectors):
    """The graph, and beside it what scikit-learn says of a few rows, and scikit-learn's own form."""
    inputs = {"features": vectors}
    outputs = {"prediction": model.predict(vectors), "probability": model.predict_proba(vectors)}
    logged = mlflow.onnx.log_model(
        graph,
        name="model",
        signature=infer_signature(inputs, outputs),
        input_example=inputs,
        pip_requirements=mlflow.onnx.get_default_pip_requirements(),
        onnx_execution_providers=["CPUExecutionProvider"],
        save_as_external_data=False,  # model.onnx is the whole graph
    )
    with tempfile.TemporaryDirectory() as folder:
        golden, own_form = pathlib.Path(folder, "golden_rows.json"), pathlib.Path(folder, "model.joblib")
        golden.write_text(json.dumps({"format": 1, "inputs": columns(inputs), "outputs": columns(outputs)}))
        joblib.dump(model, own_form)
        client.log_model_artifact(logged.model_id, str(golden))
        client.log_model_artifact(logged.model_id, str(own_form))
    return logged


def columns(tensors):
    """Tensors as golden_rows.json has them: numbers of 64 bits or strings, one or a vector for each row."""
    return {
        name: {
            "type": "DOUBLE" if values.dtype == "float64" else "STRING",
            **({"width": values.shape[1]} if values.ndim == 2 else {}),
            "values": values.ravel().tolist(),
        }
        for name, values in tensors.items()
    }


# end::log[]
