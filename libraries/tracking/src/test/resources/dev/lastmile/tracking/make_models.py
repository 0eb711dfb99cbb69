"""Makes model.onnx and a Spark ML pipeline of the same sum in the folder that is named, and logs one model itself."""
import os
import sys

import mlflow
import numpy as np
import pandas as pd
from mlflow.models import infer_signature
from onnx import TensorProto, helper, save

folder = sys.argv[1]
inputs = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, [None]) for name in ("a", "b")]
output = helper.make_tensor_value_info("sum", TensorProto.DOUBLE, [None])
graph = helper.make_graph([helper.make_node("Add", ["a", "b"], ["sum"])], "sum", inputs, [output])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
save(model, os.path.join(folder, "model.onnx"))

rows = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})
with mlflow.start_run():
    mlflow.onnx.log_model(
        model,
        name="model",
        registered_model_name="made-by-python",
        signature=infer_signature(rows, {"sum": np.array([4.0, 6.0])}),
        input_example=rows,
        pip_requirements=["mlflow"],  # else it starts a process to find out
    )

from pyspark.ml import Pipeline
from pyspark.ml.feature import VectorAssembler
from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
pipeline = Pipeline(stages=[VectorAssembler(inputCols=["a", "b"], outputCol="features")])
pipeline.fit(spark.createDataFrame(rows)).write().save(os.path.join(folder, "sparkml"))
