"""Graphs of other tools: what the service would reject is rejected before there is a version."""

import json
import unittest

import numpy
from onnx import TensorProto, helper

from lastmile import graph
from lastmile.errors import RejectedError
from models import rows


def regressor(name="features", kind=TensorProto.FLOAT, width=4, output="prediction"):
    """The sum of the features, [N,1]."""
    nodes = [helper.make_node("ReduceSum", [name, "axis"], [output], keepdims=1)]
    axis = helper.make_tensor("axis", TensorProto.INT64, [1], [1])
    return model(nodes, [helper.make_tensor_value_info(name, kind, ["N", width])], [(output, kind, ["N", 1])], [axis])


def classifier(labels=("<=0K", "<=1K"), property_value=None, kind=TensorProto.STRING):
    """Equal probabilities and the first label, which has one for each label and row."""
    names = helper.make_tensor("names", TensorProto.STRING, [len(labels)], [label.encode() for label in labels])
    weights = helper.make_tensor("weights", TensorProto.DOUBLE, [4, len(labels)], [0.0] * 4 * len(labels))
    nodes = [
        helper.make_node("MatMul", ["features", "weights"], ["margins"]),
        helper.make_node("Softmax", ["margins"], ["probability"], axis=1),
        helper.make_node("ArgMax", ["margins"], ["prediction" if kind != TensorProto.STRING else "index"], axis=1, keepdims=0),
    ]
    if kind == TensorProto.STRING:
        nodes.append(helper.make_node("Gather", ["names", "index"], ["prediction"]))
    outputs = [("prediction", kind, ["N"]), ("probability", TensorProto.DOUBLE, ["N", len(labels)])]
    made = model(nodes, [helper.make_tensor_value_info("features", TensorProto.DOUBLE, ["N", 4])], outputs, [names, weights])
    if property_value != "":
        helper.set_model_props(made, {graph.LABELS: property_value or json.dumps(labels)})
    return made


def model(nodes, inputs, outputs, constants):
    infos = [helper.make_tensor_value_info(*output) for output in outputs]
    made = helper.make_graph(nodes, "g", inputs, infos, constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


class GraphTest(unittest.TestCase):
    def test_32_bits_and_a_column_of_one_number_become_what_the_service_takes(self):
        data = rows(0)
        session = graph.require_servable(graph.of_file(regressor(), data.width), data)
        vectors = numpy.array([[1.0, 2.0, 3.0, 4.0], [0.5, 0.0, 0.0, 0.0]])

        self.assertEqual(graph.score(session, vectors)["prediction"].tolist(), [10.0, 0.5])

    def test_a_classifier_keeps_its_labels(self):
        data = rows(2)
        made = graph.of_file(classifier(("<=1K", "other", "<=0K")), data.width)
        session = graph.require_servable(made, data)

        self.assertEqual(graph.labels_of(made), ["<=1K", "other", "<=0K"])
        self.assertEqual(graph.score(session, numpy.zeros((1, 4)))["prediction"].tolist(), ["<=1K"])

    def test_what_does_not_fit_is_named_with_the_remedy(self):
        for made, classes, message in (
            (regressor(name="x"), 0, r"takes x float\[N,4\], and the rows have 4 features.*input features of shape \[N,4\]"),
            (regressor(width=5), 0, r"takes features float\[N,5\]"),
            (regressor(kind=TensorProto.INT64), 0, r"takes features int64\[N,4\]"),
            (regressor(output="variable"), 0, r"gives variable float\[N,1\], and none is prediction. Rename the output"),
            (regressor(), 2, "does not name labels .lastmile.labels., and the task is a classification"),
            (classifier(), 0, "names the labels <=0K, <=1K, and the task is a regression"),
            (classifier(), 3, "does not know the labels <=2K of y"),
            (classifier(property_value=""), 2, "does not name its labels. Give a classifier the metadata property lastmile.labels"),
            (classifier(property_value="{"), 2, "is not a JSON list of strings"),
            (classifier(kind=TensorProto.INT64), 2, "Let it give prediction, the label as a string"),
        ):
            with self.subTest(message), self.assertRaisesRegex(RejectedError, message):
                data = rows(classes)
                graph.require_servable(graph.of_file(made, data.width), data)


if __name__ == "__main__":
    unittest.main()
