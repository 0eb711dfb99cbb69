"""A pair of little models in a real MLflow registry, and the same pair as one pyfunc model, for `mlflow models serve`.

The features make a vector of a double, an optional double, a long and a string; the classifier says yes or no of it.
"""

import hashlib
import tempfile
from pathlib import Path

import mlflow
import numpy
import onnxruntime
import pandas
from mlflow.models import ModelSignature
from mlflow.types.schema import ColSpec, Schema, TensorSpec
from onnx import TensorProto, helper, save

FEATURES = "shop-features"
CLASSIFIER = "shop-classifier"
COLUMNS = ["height", "weight", "count", "color"]


def input_schema():
    return Schema(
        [
            ColSpec("double", "height"),
            ColSpec("double", "weight", required=False),
            ColSpec("long", "count"),
            ColSpec("string", "color"),
        ]
    )


def model(nodes, inputs, outputs, constants=()):
    graph = helper.make_graph(nodes, "graph", inputs, outputs, list(constants))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)], ir_version=8)


def features_model():
    value = helper.make_tensor_value_info
    node = helper.make_node
    return model(
        [
            node("IsNaN", ["weight"], ["missing"]),
            node("Where", ["missing", "mean", "weight"], ["filled"]),
            node("Cast", ["count"], ["number"], to=TensorProto.DOUBLE),
            node("LabelEncoder", ["color"], ["code"], domain="ai.onnx.ml", keys_strings=["red", "grün", "NA"],
                 values_floats=[1.0, 2.0, 3.0], default_float=0.0),
            node("Cast", ["code"], ["index"], to=TensorProto.DOUBLE),
            *[node("Unsqueeze", [name, "last"], [f"{name}_column"]) for name in ("height", "filled", "number", "index")],
            node("Concat", ["height_column", "filled_column", "number_column", "index_column"], ["features"], axis=1),
        ],
        [
            value("height", TensorProto.DOUBLE, ["N"]),
            value("weight", TensorProto.DOUBLE, ["N"]),
            value("count", TensorProto.INT64, ["N"]),
            value("color", TensorProto.STRING, ["N"]),
        ],
        [value("features", TensorProto.DOUBLE, ["N", 4])],
        [
            helper.make_tensor("mean", TensorProto.DOUBLE, [], [70.0]),
            helper.make_tensor("last", TensorProto.INT64, [1], [1]),
        ],
    )


def classifier_model():
    value = helper.make_tensor_value_info
    node = helper.make_node
    return model(
        [
            node("MatMul", ["features", "weights"], ["sums"]),
            node("Mul", ["features", "half"], ["score"]),
            node("Greater", ["sums", "limit"], ["over"]),
            node("Cast", ["over"], ["place"], to=TensorProto.INT64),
            node("Gather", ["labels", "place"], ["prediction"]),
        ],
        [value("features", TensorProto.DOUBLE, ["N", 4])],
        [value("prediction", TensorProto.STRING, ["N"]), value("score", TensorProto.DOUBLE, ["N", 4])],
        [
            helper.make_tensor("weights", TensorProto.DOUBLE, [4], [1.0, 0.5, -2.0, 10.0]),
            helper.make_tensor("half", TensorProto.DOUBLE, [], [0.5]),
            helper.make_tensor("limit", TensorProto.DOUBLE, [], [40.0]),
            helper.make_tensor("labels", TensorProto.STRING, [2], [b"no", b"yes"]),
        ],
    )


class Pair(mlflow.pyfunc.PythonModel):
    """Both graphs, one after the other, as the service does it; a record a row."""

    def load_context(self, context):
        self.features = onnxruntime.InferenceSession(context.artifacts["features"])
        self.classifier = onnxruntime.InferenceSession(context.artifacts["classifier"])

    def predict(self, context, model_input, params=None):
        taken = {
            "height": model_input["height"].to_numpy(numpy.float64),
            "weight": (
                model_input["weight"].to_numpy(numpy.float64)
                if "weight" in model_input
                else numpy.full(len(model_input), numpy.nan)
            ),
            "count": model_input["count"].to_numpy(numpy.int64),
            "color": model_input["color"].to_numpy(object),
        }
        made = self.features.run(["features"], taken)[0]
        prediction, score = self.classifier.run(["prediction", "score"], {"features": made})
        return pandas.DataFrame({"prediction": prediction, "score": list(score)})


def register(tracking_uri, features=None):
    """Registers the pair, or one with another features graph, with the tags that a training step sets, as champion.

    It has no merged graph.
    """
    mlflow.set_tracking_uri(tracking_uri)
    vector = TensorSpec(numpy.dtype("float64"), (-1, 4), "features")
    outputs = [TensorSpec(numpy.dtype("str"), (-1,), "prediction"), TensorSpec(numpy.dtype("float64"), (-1, 4), "score")]
    register_pair(
        (FEATURES, features or features_model(), ModelSignature(input_schema(), Schema([vector]))),
        (CLASSIFIER, classifier_model(), ModelSignature(Schema([vector]), Schema(outputs))),
    )


def register_pair(features, classifier):
    """Registers two models, each a name, a graph and a signature.

    Returns both as MLflow has logged them, with the digests of their graphs.
    """
    client = mlflow.MlflowClient()
    digests, logged = [], []
    with mlflow.start_run():
        for name, graph, signature in (features, classifier):
            logged.append(mlflow.onnx.log_model(graph, name=name, registered_model_name=name, signature=signature))
            folder = mlflow.artifacts.download_artifacts(logged[-1].model_uri)
            digests.append(digest(Path(folder, "model.onnx").read_bytes()))
            client.set_model_version_tag(name, "1", "lastmile.digest", digests[-1])
    for key, value in {"name": features[0], "version": "1", "digest": digests[0]}.items():
        client.set_model_version_tag(classifier[0], "1", f"lastmile.features.{key}", value)
    client.set_registered_model_alias(classifier[0], "champion", "1")
    return logged, digests


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def save_pair(folder):
    """The pair as one pyfunc model in a folder."""
    with tempfile.TemporaryDirectory() as scratch:
        artifacts = {}
        for name, made in {"features": features_model(), "classifier": classifier_model()}.items():
            artifacts[name] = str(Path(scratch, name + ".onnx"))
            save(made, artifacts[name])
        mlflow.pyfunc.save_model(
            folder, python_model=Pair(), artifacts=artifacts,
            # MLServer asks for outputs, and knows no arrays.
            signature=ModelSignature(input_schema(), Schema([ColSpec("string", "prediction")])), code_paths=[__file__],
        )
