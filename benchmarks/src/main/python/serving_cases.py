"""The models of `make bench-serving`: the pair of serving_models, 200 columns, 100 trees; each pair with its merged graph."""

import json
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

import mlflow
import numpy
import onnx
import serving_models
from mlflow.models import ModelSignature
from mlflow.types.schema import ColSpec, Schema, TensorSpec
from onnx import TensorProto, compose, helper

WIDTH = 200
TREES, DEPTH = 100, 8
LABELS = ["no", "maybe", "yes"]


@dataclass(frozen=True)
class Case:
    """A pair of graphs, the schema of its columns, and rows that it is asked to score."""

    name: str
    features: onnx.ModelProto
    classifier: onnx.ModelProto
    columns: Schema
    rows: list
    check: list

    @property
    def registered(self):
        return f"{self.name}-classifier"

    def merged(self, digests=()):
        """The graph of both, which names the graphs that it was merged of."""
        graph = compose.merge_models(self.features, self.classifier, io_map=[("features", "features")])
        helper.set_model_props(graph, {"lastmile.chain": json.dumps(list(digests))})
        return graph

    def body(self, count):
        """A request of so many rows."""
        rows = [self.rows[place % len(self.rows)] for place in range(count)]
        return split(self.columns.input_names(), rows)

    def check_body(self):
        """A request whose columns are in another order, which every contender has to answer alike."""
        return split(self.columns.input_names()[::-1], [row[::-1] for row in self.check])


def split(columns, rows):
    return json.dumps({"dataframe_split": {"columns": columns, "data": rows}})


def register(tracking_uri, cases):
    """Registers each pair and its merged graph, as a training step does, and makes it champion."""
    mlflow.set_tracking_uri(tracking_uri)
    client = mlflow.MlflowClient()
    for case in cases:
        vector = Schema([tensor(case.features.graph.output[0])])
        outputs = Schema([tensor(output) for output in case.classifier.graph.output])
        (_, model), digests = serving_models.register_pair(
            (f"{case.name}-features", case.features, ModelSignature(case.columns, vector)),
            (case.registered, case.classifier, ModelSignature(vector, outputs)),
        )
        content = case.merged(digests).SerializeToString()
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "chain.onnx").write_bytes(content)
            client.log_model_artifact(model.model_id, f"{folder}/chain.onnx")
        client.set_model_version_tag(case.registered, "1", "lastmile.chain.digest", serving_models.digest(content))


def tensor(output):
    kind = output.type.tensor_type
    name = {TensorProto.STRING: "str", TensorProto.DOUBLE: "float64", TensorProto.FLOAT: "float32"}[kind.elem_type]
    shape = [-1] + [dim.dim_value for dim in kind.shape.dim[1:]]
    return TensorSpec(numpy.dtype(name), tuple(shape), output.name)


def pair():
    row = [180.5, 75.0, 3, "red"]
    check = [row, [1e3, None, -3, "grün"], [0.1, 70.25, 12345678901, "none of them"], [160.125, 50.0, 60, "NA"]]
    return Case(
        "pair", serving_models.features_model(), serving_models.classifier_model(), serving_models.input_schema(), [row], check
    )


def wide():
    """200 columns of doubles, standardised, and a softmax of three classes."""
    chance = random.Random(1)
    names = [f"column_{place:03}" for place in range(WIDTH)]
    doubles = lambda count: [chance.gauss(0, 1) for _ in range(count)]  # noqa: E731
    value, node, constant = helper.make_tensor_value_info, helper.make_node, helper.make_tensor
    features = serving_models.model(
        [
            *[node("Unsqueeze", [name, "last"], [f"{name}_column"]) for name in names],
            node("Concat", [f"{name}_column" for name in names], ["row"], axis=1),
            node("Sub", ["row", "mean"], ["centred"]),
            node("Div", ["centred", "deviation"], ["features"]),
        ],
        [value(name, TensorProto.DOUBLE, ["N"]) for name in names],
        [value("features", TensorProto.DOUBLE, ["N", WIDTH])],
        [
            constant("last", TensorProto.INT64, [1], [1]),
            constant("mean", TensorProto.DOUBLE, [WIDTH], doubles(WIDTH)),
            constant("deviation", TensorProto.DOUBLE, [WIDTH], [abs(one) + 1 for one in doubles(WIDTH)]),
        ],
    )
    classifier = serving_models.model(
        [
            node("MatMul", ["features", "weights"], ["sums"]),
            node("Softmax", ["sums"], ["score"], axis=1),
            node("ArgMax", ["sums"], ["place"], axis=1, keepdims=0),
            node("Gather", ["labels", "place"], ["prediction"]),
        ],
        [value("features", TensorProto.DOUBLE, ["N", WIDTH])],
        [value("prediction", TensorProto.STRING, ["N"]), value("score", TensorProto.DOUBLE, ["N", 3])],
        [
            constant("weights", TensorProto.DOUBLE, [WIDTH, 3], [one / 1000 for one in doubles(WIDTH * 3)]),
            constant("labels", TensorProto.STRING, [3], [label.encode() for label in LABELS]),
        ],
    )
    rows = [[round(chance.gauss(0, 100), 3) for _ in range(WIDTH)] for _ in range(100)]
    return Case("wide", features, classifier, Schema([ColSpec("double", name) for name in names]), rows, rows[:10])


def trees():
    """The features of the pair, and 100 full trees of depth 8 over them."""
    chance = random.Random(2)
    inner, leaves = 2**DEPTH - 1, 2**DEPTH
    size = inner + leaves
    # By feature: height, weight, count, and the colour's number.
    ranges = [(100.0, 220.0), (30.0, 150.0), (0.0, 100.0), (0.0, 3.0)]
    split_by = [[chance.randrange(4) for _ in range(inner)] for _ in range(TREES)]
    nodes = {
        "nodes_treeids": [tree for tree in range(TREES) for _ in range(size)],
        "nodes_nodeids": list(range(size)) * TREES,
        "nodes_modes": (["BRANCH_LEQ"] * inner + ["LEAF"] * leaves) * TREES,
        "nodes_featureids": [feature for tree in split_by for feature in tree + [0] * leaves],
        "nodes_values": [
            limit for tree in split_by for limit in [chance.uniform(*ranges[feature]) for feature in tree] + [0.0] * leaves
        ],
        "nodes_truenodeids": ([2 * node + 1 for node in range(inner)] + [0] * leaves) * TREES,
        "nodes_falsenodeids": ([2 * node + 2 for node in range(inner)] + [0] * leaves) * TREES,
    }
    votes = {
        "class_treeids": [tree for tree in range(TREES) for _ in range(leaves * 3)],
        "class_nodeids": [node for node in range(inner, size) for _ in range(3)] * TREES,
        "class_ids": [0, 1, 2] * leaves * TREES,
        "class_weights": [chance.random() / TREES for _ in range(leaves * 3 * TREES)],
    }
    value, node = helper.make_tensor_value_info, helper.make_node
    classifier = serving_models.model(
        [
            node("Cast", ["features"], ["floats"], to=TensorProto.FLOAT),
            node("TreeEnsembleClassifier", ["floats"], ["prediction", "score"], domain="ai.onnx.ml",
                 classlabels_strings=LABELS, post_transform="NONE", **nodes, **votes),
        ],
        [value("features", TensorProto.DOUBLE, ["N", 4])],
        [value("prediction", TensorProto.STRING, ["N"]), value("score", TensorProto.FLOAT, ["N", 3])],
    )
    colors = ["red", "grün", "NA", "blue"]
    rows = [
        [round(chance.uniform(100, 220), 1), round(chance.uniform(30, 150), 1), chance.randrange(100), chance.choice(colors)]
        for _ in range(100)
    ]
    return Case("trees", serving_models.features_model(), classifier, serving_models.input_schema(), rows, rows[:10])


CASES = {"pair": pair, "wide": wide, "trees": trees}
