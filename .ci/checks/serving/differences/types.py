"""A second pair of little models, for the types that the pair of serving_models lacks: 32 bits, and missing integers and strings."""

import hashlib
from pathlib import Path

import mlflow
import numpy
import serving_models
from mlflow.models import ModelSignature
from mlflow.types.schema import ColSpec, Schema, TensorSpec
from onnx import TensorProto, helper

FEATURES = "types-features"
CLASSIFIER = "types-classifier"


def input_schema():
    return Schema(
        [
            ColSpec("float", "ratio"),
            ColSpec("float", "share", required=False),
            ColSpec("integer", "pieces"),
            ColSpec("long", "account", required=False),
            ColSpec("string", "note", required=False),
        ]
    )


def features_model():
    value = helper.make_tensor_value_info
    node = helper.make_node
    model = serving_models.model(
        [
            node("Cast", ["ratio"], ["ratio_double"], to=TensorProto.DOUBLE),
            node("Cast", ["share"], ["share_double"], to=TensorProto.DOUBLE),
            *[
                made
                for name in ("share_double", "account")
                for made in (
                    node("IsNaN", [name], [f"{name}_missing"]),
                    node("Where", [f"{name}_missing", "mean", name], [f"{name}_filled"]),
                )
            ],
            node("LabelEncoder", ["note"], ["code"], domain="ai.onnx.ml", keys_strings=["red", "\0null"],
                 values_floats=[1.0, 2.0], default_float=0.0),
            node("Cast", ["code"], ["code_double"], to=TensorProto.DOUBLE),
            node("Cast", ["pieces"], ["pieces_double"], to=TensorProto.DOUBLE),
            node("Add", ["pieces_double", "code_double"], ["pieces_and_code"]),
            *[
                node("Unsqueeze", [name, "last"], [f"{name}_column"])
                for name in ("ratio_double", "share_double_filled", "pieces_and_code", "account_filled")
            ],
            node("Concat", [f"{name}_column" for name in ("ratio_double", "share_double_filled", "pieces_and_code", "account_filled")],
                 ["features"], axis=1),
        ],
        [
            value("ratio", TensorProto.FLOAT, ["N"]),
            value("share", TensorProto.FLOAT, ["N"]),
            value("pieces", TensorProto.INT64, ["N"]),
            value("account", TensorProto.DOUBLE, ["N"]),
            value("note", TensorProto.STRING, ["N"]),
        ],
        [value("features", TensorProto.DOUBLE, ["N", 4])],
        [
            helper.make_tensor("mean", TensorProto.DOUBLE, [], [70.0]),
            helper.make_tensor("last", TensorProto.INT64, [1], [1]),
        ],
    )
    helper.set_model_props(model, {"lastmile.null_string": "\0null"})
    return model


def register():
    """Registers the pair at the registry that was set before, and makes it champion."""
    client = mlflow.MlflowClient()
    vector = Schema([TensorSpec(numpy.dtype("float64"), (-1, 4), "features")])
    outputs = Schema([TensorSpec(numpy.dtype("str"), (-1,), "prediction"), TensorSpec(numpy.dtype("float64"), (-1, 4), "score")])
    with mlflow.start_run():
        features = mlflow.onnx.log_model(
            features_model(), name="features", registered_model_name=FEATURES, signature=ModelSignature(input_schema(), vector)
        )
        classifier = mlflow.onnx.log_model(
            serving_models.classifier_model(), name="classifier", registered_model_name=CLASSIFIER,
            signature=ModelSignature(vector, outputs),
        )
    tags = {
        "lastmile.digest": digest(classifier),
        "lastmile.features.name": FEATURES,
        "lastmile.features.version": "1",
        "lastmile.features.digest": digest(features),
    }
    client.set_model_version_tag(FEATURES, "1", "lastmile.digest", digest(features))
    for key, value in tags.items():
        client.set_model_version_tag(CLASSIFIER, "1", key, value)
    client.set_registered_model_alias(CLASSIFIER, "champion", "1")


def digest(logged):
    graph = Path(mlflow.artifacts.download_artifacts(logged.model_uri), "model.onnx").read_bytes()
    return "sha256:" + hashlib.sha256(graph).hexdigest()
