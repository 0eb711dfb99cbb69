"""
Trees of XGBoost in its own arithmetic.

XGBoost compares and adds in 32 bits, base score first, then one tree after the other: with 1,000 trees on labels around 100,000
that differs from the exact sum by 2.5, and so would any operator that sums trees in an order of its own. Here each tree is
an output of `TreeEnsembleRegressor`, and `CumSum` adds them in XGBoost's order, in batch as for one row.
"""

import functools
import json
import math

import numpy
from onnx import TensorProto

from lastmile.conversion import trees
from lastmile.errors import RejectedError

IDENTITY, LOGISTIC, EXPONENTIAL, SOFTMAX = "identity", "logistic", "exponential", "softmax"
OBJECTIVES = {
    **dict.fromkeys(("reg:squarederror", "reg:absoluteerror", "reg:pseudohubererror", "reg:squaredlogerror"), IDENTITY),
    **dict.fromkeys(("binary:logistic", "reg:logistic"), LOGISTIC),
    **dict.fromkeys(("count:poisson", "reg:gamma", "reg:tweedie"), EXPONENTIAL),
    **dict.fromkeys(("multi:softprob", "multi:softmax"), SOFTMAX),
}


class Forest:
    """A fitted booster as its file describes it."""

    def __init__(self, model):
        booster = model.get_booster()
        learner = json.loads(booster.save_raw("json"))["learner"]
        boosting, objective = learner["gradient_booster"], learner["objective"]["name"]
        parameters = learner["learner_model_param"]
        if not math.isnan(float(model.missing)):
            raise _unsupported(f"missing={model.missing}", "Leave it at NaN")
        if boosting["name"] != "gbtree":
            raise _unsupported(f"booster={boosting['name']}", "Use gbtree")
        if objective not in OBJECTIVES:
            raise _unsupported(f"objective={objective}", f"Use one of {', '.join(OBJECTIVES)}")
        if int(parameters.get("num_target", 1)) > 1 or any(
            int(tree["tree_param"]["size_leaf_vector"]) > 1 for tree in boosting["model"]["trees"]
        ):
            raise _unsupported("several targets", "Train one model for each")
        if any(any(tree["split_type"]) for tree in boosting["model"]["trees"]):
            raise _unsupported("categorical splits", "Encode categories in the feature pipeline")
        self.link = OBJECTIVES[objective]
        used = len(boosting["model"]["trees"])
        if booster.attr("best_iteration") is not None:  # of early stopping
            used = boosting["model"]["iteration_indptr"][int(booster.attr("best_iteration")) + 1]
        self.trees = boosting["model"]["trees"][:used]
        classes = max(1, int(parameters["num_class"]))
        base = numpy.float32(json.loads(f"[{parameters['base_score'].strip('[]')}]"))
        self.base = self._margin(base if len(base) == classes else numpy.repeat(base[:1], classes))
        self.members = [
            [tree for tree, of in enumerate(boosting["model"]["tree_info"][:used]) if of == number] for number in range(classes)
        ]

    def _margin(self, base):
        one = numpy.float32(1)
        if self.link == LOGISTIC:
            return -numpy.log(one / base - one)
        return numpy.log(base) if self.link == EXPONENTIAL else base

    def attributes(self):
        """Of an operator that gives the leaf of each tree, and after them the base score of each class, a tree of one leaf."""
        nodes = {name: [] for name in ("treeids", "nodeids", "featureids", "modes", "values", "truenodeids", "falsenodeids")}
        nodes["missing_value_tracks_true"] = []
        leaves = []
        for number, tree in enumerate(self.trees):
            for node in _reachable(tree):
                left, value = tree["left_children"][node], float(numpy.float32(tree["split_conditions"][node]))
                if left < 0:
                    leaves.append((number, node, value))
                    row = (number, node, 0, "LEAF", 0.0, 0, 0, 0)
                else:
                    right, missing = tree["right_children"][node], int(tree["default_left"][node])
                    row = (number, node, tree["split_indices"][node], "BRANCH_LT", value, left, right, missing)
                for column, cell in zip(nodes.values(), row, strict=True):
                    column.append(cell)
        for place, base in enumerate(self.base):
            leaves.append((len(self.trees) + place, 0, float(base)))
            for column, cell in zip(nodes.values(), (len(self.trees) + place, 0, 0, "LEAF", 0.0, 0, 0, 0), strict=True):
                column.append(cell)
        numbers, ids, weights = (list(column) for column in zip(*leaves, strict=True))
        return {
            **{f"nodes_{name}": column for name, column in nodes.items()},
            "target_treeids": numbers,
            "target_nodeids": ids,
            "target_ids": numbers,
            "target_weights": weights,
            "n_targets": len(self.trees) + len(self.base),
        }


def _reachable(tree):
    pending = [0]
    while pending:
        node = pending.pop()
        yield node
        if tree["left_children"][node] >= 0:
            pending += [tree["right_children"][node], tree["left_children"][node]]


def _unsupported(what, remedy):
    return RejectedError(f"XGBoost with {what} cannot be converted to ONNX. {remedy}, or register an ONNX graph of it.")


class _Nodes:
    def __init__(self, scope, container):
        self._scope = scope
        self._container = container

    def __call__(self, operator, *inputs, output=None, **attributes):
        """The output of a new node."""
        output = output or self._scope.get_unique_variable_name(operator.lower())
        name = self._scope.get_unique_operator_name(operator)
        self._container.add_node(operator, list(inputs), [output], name=name, **attributes)
        return output

    def constant(self, kind, *values):
        """A constant of one dimension."""
        name = self._scope.get_unique_variable_name("constant")
        self._container.add_initializer(name, kind, [len(values)], list(values))
        return name


def _convert(scope, operator, container):
    forest, nodes = Forest(operator.raw_operator), _Nodes(scope, container)
    features = nodes("Cast", operator.inputs[0].full_name, to=TensorProto.FLOAT)
    leaves = nodes("TreeEnsembleRegressor", features, op_domain="ai.onnx.ml", op_version=3, **forest.attributes())
    prediction = _prediction(forest, nodes, [_sum(forest, nodes, leaves, number) for number in range(len(forest.base))])
    if len(operator.outputs) == 1:
        nodes("Cast", prediction, to=TensorProto.DOUBLE, output=operator.outputs[0].full_name)
        return
    if forest.link == LOGISTIC:
        rest = nodes("Sub", nodes.constant(TensorProto.FLOAT, 1.0), prediction)
        prediction = nodes("Concat", rest, prediction, axis=1)
    nodes("ArgMax", prediction, axis=1, keepdims=0, output=operator.outputs[0].full_name)
    nodes("Cast", prediction, to=TensorProto.DOUBLE, output=operator.outputs[1].full_name)


def _sum(forest, nodes, leaves, number):
    """FLOAT [N,1]: the base score of a class and its trees, added in their order."""
    members = forest.members[number]
    order = nodes.constant(TensorProto.INT64, len(forest.trees) + number, *members)
    sums = nodes("CumSum", nodes("Gather", leaves, order, axis=1), nodes.constant(TensorProto.INT64, 1))
    return nodes("Gather", sums, nodes.constant(TensorProto.INT64, len(members)), axis=1)


def _prediction(forest, nodes, margins):
    if forest.link == SOFTMAX:
        return nodes("Softmax", nodes("Concat", *margins, axis=1), axis=1)
    operator = {IDENTITY: "Identity", LOGISTIC: "Sigmoid", EXPONENTIAL: "Exp"}[forest.link]
    return nodes(operator, margins[0])


@functools.cache
def register():
    """Adds this converter to those of skl2onnx."""
    from xgboost import XGBClassifier, XGBRegressor, XGBRFClassifier, XGBRFRegressor

    trees.register(XGBClassifier, XGBRegressor, _convert)
    trees.register(XGBRFClassifier, XGBRFRegressor, _convert)
