"""Loads the champion of made-by-java in every flavour and prints what it makes of its own input example."""
import mlflow
import onnxruntime
import pandas as pd
from pyspark.sql import SparkSession

uri = "models:/made-by-java@champion"
info = mlflow.models.get_model_info(uri)
print("inputs", info.signature.inputs.to_dict())
print("outputs", info.signature.outputs.to_dict())
print("flavours", sorted(info.flavors))

example = mlflow.models.Model.load(uri).load_input_example(mlflow.artifacts.download_artifacts(uri))
print("example", example.to_dict("split"))

graph = mlflow.onnx.load_model(uri)
session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
print("onnx", session.run(None, {name: example[name].to_numpy() for name in example})[0].tolist())
print("pyfunc", mlflow.pyfunc.load_model(uri).predict(example)["sum"].tolist())

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
pipeline = mlflow.spark.load_model(uri)
rows = pipeline.transform(spark.createDataFrame(example)).collect()
print("spark", [row.features.toArray().tolist() for row in rows])

try:
    mlflow.pyfunc.load_model(uri).predict(pd.DataFrame({"a": [1.0]}))
except mlflow.exceptions.MlflowException as e:
    print("enforced", "missing inputs ['b']" in e.message)

tensor = mlflow.models.Model.load("models:/tensors-by-java/1")
local = mlflow.artifacts.download_artifacts("models:/tensors-by-java/1")
print("tensors", {name: value.tolist() for name, value in tensor.load_input_example(local).items()})
print("tensor input", tensor.signature.inputs.to_dict())
