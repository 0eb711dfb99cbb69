"""Loads the registered models with the real MLflow client and predicts all flowers, as the service does.

Arguments: the service's address, the raw file. The tracking server is MLFLOW_TRACKING_URI.
"""

import json
import sys
import urllib.request

import mlflow
import numpy
import onnxruntime
import pandas
from mlflow import MlflowClient
from pyspark.sql import SparkSession

COLUMNS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]


def service_predictions(service, flowers):
    body = json.dumps({"dataframe_split": {"columns": COLUMNS, "data": flowers.values.tolist()}})
    request = urllib.request.Request(
        service + "/invocations", body.encode(), {"Content-Type": "application/json"}
    )
    return json.load(urllib.request.urlopen(request))["predictions"]


def onnx_outputs(model, inputs):
    session = onnxruntime.InferenceSession(model.SerializeToString())
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, inputs)))


def main(service, raw_file):
    flowers = pandas.read_csv(raw_file, header=None, names=COLUMNS + ["species"])[COLUMNS]
    assert len(flowers) == 150, len(flowers)
    answers = service_predictions(service, flowers)
    labels = [answer["prediction"] for answer in answers]
    probabilities = numpy.array([answer["probability"] for answer in answers])

    client = MlflowClient()
    champion = client.get_model_version_by_alias("iris-model", "champion")
    features_uri = f"models:/{champion.tags['lastmile.features.name']}/{champion.tags['lastmile.features.version']}"

    # mlflow.onnx: both graphs, one after the other.
    classifier = mlflow.onnx.load_model("models:/iris-model@champion")
    features_onnx = mlflow.onnx.load_model(features_uri)
    made = onnx_outputs(features_onnx, {name: flowers[name].to_numpy() for name in COLUMNS})
    predicted = onnx_outputs(classifier, {"features": made["features"]})
    assert predicted["prediction"].tolist() == labels, "mlflow.onnx predicts other labels than the service"
    numpy.testing.assert_allclose(predicted["probability"], probabilities, atol=1e-5)

    # mlflow.spark: the features as Spark ML fitted them, then the classifier.
    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    features_spark = mlflow.spark.load_model(features_uri)
    rows = spark.createDataFrame(flowers.assign(row=range(150)))
    transformed = features_spark.transform(rows).orderBy("row").select("features").collect()
    spark_features = numpy.array([row["features"].toArray() for row in transformed])
    numpy.testing.assert_allclose(spark_features, made["features"], atol=1e-9)
    by_spark = onnx_outputs(classifier, {"features": spark_features})
    assert by_spark["prediction"].tolist() == labels, "mlflow.spark features lead to other labels than the service"

    # mlflow.pyfunc: what a Python user calls.
    loaded = mlflow.pyfunc.load_model("models:/iris-model@champion").predict({"features": made["features"]})
    assert list(loaded["prediction"]) == labels, "mlflow.pyfunc predicts other labels than the service"

    runs = mlflow.search_runs(experiment_names=["iris"])
    assert {"raw-data", "train-features", "interim-data", "train-model", "processed-data"} <= set(
        runs["tags.lastmile.step"].dropna()
    )
    inputs = [run.inputs.dataset_inputs for run in client.search_runs([runs["experiment_id"][0]])]
    assert any(inputs), "no run has a dataset as its input"
    print(f"150 flowers: mlflow.onnx, mlflow.spark and mlflow.pyfunc agree with {service}")


if __name__ == "__main__":
    main(*sys.argv[1:])
