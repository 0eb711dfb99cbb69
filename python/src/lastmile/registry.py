"""Logs a graph with MLflow's onnx flavour and registers it with the tags that the Java steps write and read."""

import hashlib
import json
import tempfile
from pathlib import Path

import joblib
import mlflow
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature

from lastmile.errors import RejectedError

# What promotion and the service read besides the graph.
DIGESTED = ("MLmodel", "golden_rows.json", "input_example.json")
GOLDEN_ROWS, PARITY, ESTIMATOR = "golden_rows.json", "parity.json", "model.joblib"


def digest(content):
    """The SHA-256 digest of bytes, as the registry's tags have it."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def require_features(project, data):
    """Requires that the registry has the features that made the rows."""
    version, expected = data.features
    try:
        tags = mlflow.MlflowClient().get_model_version(project.features_model, version).tags
    except MlflowException as e:
        if e.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        tags = {}
    if tags.get("lastmile.digest") != expected:
        raise RejectedError(
            f"The snapshot was made by {project.features_model} {version} with digest {expected}, which the registry at"
            f" {project.tracking_uri()} does not have. Run: make interim-data"
        )


# tag::register[]
def register(project, data, run_id, logged):
    """The version of a logged model; it has its tags from the moment that it exists."""
    client = mlflow.MlflowClient()
    try:
        client.create_registered_model(project.model)
    except MlflowException as e:
        if e.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    stored = Path(mlflow.artifacts.download_artifacts(logged.model_uri))
    features, features_digest = data.features
    tags = {
        "lastmile.digest": digest((stored / "model.onnx").read_bytes()),
        **{f"lastmile.digest.{name}": digest((stored / name).read_bytes()) for name in DIGESTED if (stored / name).exists()},
        "lastmile.parity": "passed",
        "lastmile.features.name": project.features_model,
        "lastmile.features.version": features,
        "lastmile.features.digest": features_digest,
    }
    return client.create_model_version(project.model, logged.model_uri, run_id, tags, model_id=logged.model_id).version


# end::register[]
# tag::log[]
def log_model(graph, vectors, outputs, parity, model=None):
    """The graph, and beside it what the model returns for a few rows, the parity report, and the estimator itself."""
    inputs = {"features": vectors}
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
        files = {name: Path(folder, name) for name in (GOLDEN_ROWS, PARITY, ESTIMATOR)}
        files[GOLDEN_ROWS].write_text(json.dumps({"format": 1, "inputs": _columns(inputs), "outputs": _columns(outputs)}))
        files[PARITY].write_text(parity.json())
        if model is not None:
            joblib.dump(model, files[ESTIMATOR])
        for file in files.values():
            if file.exists():
                mlflow.MlflowClient().log_model_artifact(logged.model_id, str(file))
    return logged


def _columns(tensors):
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
