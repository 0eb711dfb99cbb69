"""Compares what scikit-learn says of every row with what batch and the service say.

Arguments: the service's address, the version that Python registered. python/project.py says where lake and tracking
server are.
"""

import hashlib
import json
import pathlib
import sys
import urllib.request

import joblib
import mlflow
import numpy
import pyarrow

sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "python"))
import project
import train_model

ROWS = 150
COLUMNS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
TOLERANCE = 1e-6


def require_python_model(version):
    """The champion is the version, and a run of the Python step made it; scikit-learn's own form of it."""
    client = mlflow.MlflowClient()
    champion = client.get_model_version_by_alias("iris-model", "champion")
    assert champion.version == version, f"version {champion.version} is champion, not {version}"
    step = client.get_run(champion.run_id).data.tags["lastmile.step"]
    assert step == "train-python-model", f"the champion was made by {step}"
    folder = mlflow.artifacts.download_artifacts(f"models:/iris-model/{version}")
    for name in "MLmodel", "golden_rows.json", "input_example.json":
        content = pathlib.Path(folder, name).read_bytes()
        registered = champion.tags.get(f"lastmile.digest.{name}")
        assert registered == "sha256:" + hashlib.sha256(content).hexdigest(), f"{name} has the digest {registered}"
    return joblib.load(pathlib.Path(folder, "model.joblib"))


def current_rows(dataset):
    table = project.catalog().load_table(dataset)
    return table.scan().to_pandas().sort_values(project.key_columns(dataset, table.current_snapshot()))


def require_key_of_contract():
    """The rows are in the order of their key, whatever a project calls it: here of a copy that has another name for it."""
    snapshot, rows = train_model.read()
    contract = json.dumps(json.loads(snapshot.summary.additional_properties["lastmile.contract"]))
    renamed = contract.replace('"row_id"', '"payment_id"')
    assert renamed != contract, contract
    backwards = rows.iloc[::-1].rename(columns={"row_id": "payment_id"}).reset_index(drop=True)
    data = pyarrow.Table.from_pandas(backwards, preserve_index=False)
    location = f"file://{project.HOME}/data/lake/interim/renamed"
    table = project.catalog().create_table("interim.renamed", data.schema, location=location)
    table.append(data, snapshot_properties={"lastmile.contract": renamed})
    original, train_model.DATASET = train_model.DATASET, "interim.renamed"
    _, read = train_model.read()
    train_model.DATASET = original
    assert read["payment_id"].tolist() == rows["row_id"].tolist(), "the rows are not in the order of the contract's key"
    print("the rows are read in the order of the contract's key, payment_id")


def asked(service, flowers, version):
    body = json.dumps({"dataframe_split": {"columns": COLUMNS, "data": flowers[COLUMNS].values.tolist()}})
    request = urllib.request.Request(service + "/invocations", body.encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        answered = response.headers["X-Lastmile-Model"]
        assert answered == f"iris-model/{version}", f"{answered} has answered"
        predictions = json.load(response)["predictions"]
    return [row["prediction"] for row in predictions], [row["probability"] for row in predictions]


def require_same(who, labels, probabilities, expected_labels, expected_probabilities):
    assert len(labels) == ROWS, f"{who} has {len(labels)} rows"
    other = [row for row, label in enumerate(labels) if label != expected_labels[row]]
    assert not other, f"{who} has other labels than scikit-learn in the rows {other}"
    difference = numpy.abs(numpy.array(list(probabilities)) - expected_probabilities).max()
    assert difference <= TOLERANCE, f"{who} has other probabilities than scikit-learn, by {difference}"
    print(f"{ROWS} flowers: {who} has scikit-learn's labels, and its probabilities within {difference:.1e}")


def main(service, version):
    require_key_of_contract()
    mlflow.set_tracking_uri(project.tracking_uri())
    model = require_python_model(version)
    _, rows = train_model.read()
    vectors = train_model.vectors(rows)
    expected = model.predict(vectors), model.predict_proba(vectors)

    batch = current_rows("processed.iris_predictions")
    assert batch["row_id"].tolist() == rows["row_id"].tolist(), "batch has other rows"
    assert set(batch["model_version"]) == {version}, f"batch was scored by {set(batch['model_version'])}"
    require_same("batch", batch["prediction"].tolist(), batch["probability"], *expected)

    flowers = current_rows("raw.iris")
    assert flowers["row_id"].tolist() == rows["row_id"].tolist(), "the raw data have other rows"
    require_same("the service", *asked(service, flowers, version), *expected)


if __name__ == "__main__":
    main(*sys.argv[1:])
