"""What the check of Python models does in Python, in the project that the current folder belongs to.

python_model.py train LightGBM|XGBoost|unknown|FILE    registers a model of that library, one without a converter, or an ONNX file
python_model.py compare VERSION FOLDER                 batch against the Python model on every row; the model's files to FOLDER
"""

import hashlib
import json
import sys
from pathlib import Path

import joblib
import lastmile
import mlflow
import numpy
import onnx
from lightgbm import LGBMClassifier, LGBMRegressor
from sklearn.dummy import DummyClassifier
from xgboost import XGBClassifier, XGBRegressor

ESTIMATORS = {
    "LightGBM": (LGBMClassifier(verbose=-1), LGBMRegressor(verbose=-1)),
    "XGBoost": (XGBClassifier(), XGBRegressor()),
    "unknown": (DummyClassifier(), DummyClassifier()),
}
DIGESTED = "MLmodel", "golden_rows.json", "input_example.json"


def register(training, name):
    """Registers the estimator of a name, or the ONNX file."""
    data = training.data
    if name not in ESTIMATORS:
        training.register(onnx.load(name))
        return
    estimator = ESTIMATORS[name][0 if data.is_classification else 1]
    training.register(estimator.fit(data.training.vectors, data.training.targets))


def champion(project, version, folder):
    """The champion's files, each as its tag says; the version is that one, and a run of the Python step made it."""
    client = mlflow.MlflowClient()
    found = client.get_model_version_by_alias(project.model, "champion")
    assert found.version == version, f"version {found.version} is champion, not {version}"
    step = client.get_run(found.run_id).data.tags["lastmile.step"]
    assert step == "train-python-model", f"the champion was made by {step}"
    files = Path(mlflow.artifacts.download_artifacts(f"models:/{project.model}/{version}", dst_path=folder))
    for name in DIGESTED:
        registered = found.tags.get(f"lastmile.digest.{name}")
        assert registered == "sha256:" + hashlib.sha256((files / name).read_bytes()).hexdigest(), f"{name} has {registered}"
    assert json.loads((files / "parity.json").read_text())["passed"]
    return files


def rows(project, table):
    """The rows of a table in the order of their keys, and its snapshot's contract."""
    loaded = project.catalog().load_table(table)
    contract = json.loads(loaded.current_snapshot().summary.additional_properties["lastmile.contract"])
    keys = [field["name"] for field in contract["fields"] if field.get("metadata", {}).get("key")]
    return loaded.scan().to_pandas().sort_values(keys).reset_index(drop=True), keys


def compare(version, folder):
    """Batch against the Python model, by the tolerance that the model was registered with."""
    project = lastmile.Project.find()
    mlflow.set_tracking_uri(project.tracking_uri())
    files = champion(project, version, folder)
    model = joblib.load(files / "model.joblib")
    interim, keys = rows(project, project.features_table)
    batch, _ = rows(project, f"processed.{project.dataset}_predictions")
    assert len(batch) == len(interim) and batch[keys].equals(interim[keys]), "batch has other rows"
    assert set(batch["model_version"]) == {version}, f"batch was scored by {set(batch['model_version'])}"
    vectors = numpy.array(interim["features"].tolist())
    given, expected = batch["prediction"], model.predict(vectors)
    if project.task == "classification":
        labels = json.loads(next(p.value for p in onnx.load(files / "model.onnx").metadata_props if p.key == "lastmile.labels"))
        other = [row for row, index in enumerate(expected) if given[row] != labels[index]]
        assert not other, f"batch has other labels than Python in the rows {other}"
        given, expected = numpy.array(batch["probability"].tolist()), model.predict_proba(vectors)
    difference = numpy.abs(given - expected).max()
    scale = max(1.0, numpy.abs(expected).max())
    assert difference <= 1e-6 * scale, f"batch differs from Python by {difference}"
    print(f"{len(batch)} rows: batch is {type(model).__name__}'s, within {difference:.1e}")


if __name__ == "__main__":
    if sys.argv[1] == "compare":
        compare(*sys.argv[2:])
    else:
        *_, chosen = sys.argv
        del sys.argv[1:]
        lastmile.main(lambda training: register(training, chosen))
