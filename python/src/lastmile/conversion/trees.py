"""
Trees of scikit-learn and LightGBM with the numbers that they compare.

The converters of skl2onnx and onnxmltools write thresholds and weights in 32 bits, as `ai.onnx.ml` 1 has them: of a feature
such as a time in seconds, rows then take other branches. `ai.onnx.ml` 3 has 64 bits, and a sum of 64-bit weights; only
its result is FLOAT. scikit-learn's trees round features to 32 bits first, except those of HistGradientBoosting.
"""

import functools
import inspect

import numpy
from onnx import TensorProto, helper

DOUBLES = ("nodes_values", "class_weights", "target_weights", "base_values")
ZIPMAP = {"zipmap": [True, False, "columns"], "nocl": [True, False]}
ROUNDING = ("DecisionTree", "ExtraTree", "ExtraTrees", "RandomForest", "GradientBoosting")
EXACT = ("HistGradientBoosting",)


class DoubleTrees:
    """A container for the nodes of a converter that replaces those of trees: thresholds, weights, sums and output of 64 bits."""

    def __init__(self, scope, container, rounds):
        self._scope = scope
        self._container = container
        self._rounds = rounds

    def __getattr__(self, name):
        return getattr(self._container, name)

    def add_node(self, op_type, inputs, outputs, op_domain="", **attributes):
        """As the container's own method."""
        if not op_type.startswith("TreeEnsemble"):
            return self._container.add_node(op_type, inputs, outputs, op_domain=op_domain, **attributes)
        features, *_ = [inputs] if isinstance(inputs, str) else inputs
        *label, scores = [outputs] if isinstance(outputs, str) else outputs
        if self._rounds:
            features = self._cast(self._cast(features, TensorProto.FLOAT), TensorProto.DOUBLE)
        floats = self._scope.get_unique_variable_name("float_scores")
        attributes.pop("op_version", None)
        self._container.add_node(
            op_type, [features], [*label, floats], op_domain="ai.onnx.ml", op_version=3, **_doubles(attributes)
        )
        self._cast(floats, TensorProto.DOUBLE, scores)

    def _cast(self, value, to, name=None):
        name = name or self._scope.get_unique_variable_name("cast")
        self._container.add_node("Cast", [value], [name], name=self._scope.get_unique_operator_name("Cast"), to=to)
        return name


def _doubles(attributes):
    """The attributes with 64-bit tensors in place of 32-bit lists, and with numbers of Python."""
    converted = {}
    for name, value in attributes.items():
        if name in DOUBLES:
            if len(value):
                numbers = [float(number) for number in value]
                converted[f"{name}_as_tensor"] = helper.make_tensor(name, TensorProto.DOUBLE, [len(numbers)], numbers)
        elif name != "nodes_hitrates":
            converted[name] = [_plain(item) for item in value] if isinstance(value, (list, numpy.ndarray)) else value
    return converted


def _plain(item):
    return int(item) if isinstance(item, (bool, numpy.bool_, numpy.integer)) else item


def _with_double_trees(converter, rounds, **settings):
    def convert(scope, operator, container):
        converter(scope, operator, DoubleTrees(scope, container, rounds), **settings)

    return convert


@functools.cache
def register_sklearn():
    """Replaces skl2onnx's converters of trees."""
    from skl2onnx.common import _registration

    for name in (*ROUNDING, *EXACT):
        for kind in ("Classifier", "Regressor"):
            converter = _registration.get_converter(f"Sklearn{name}{kind}")
            # skl2onnx keeps 64 bits where it is told the version that has them.
            settings = {"op_version": 3} if "op_version" in inspect.signature(converter._fct).parameters else {}
            _registration.register_converter(
                f"Sklearn{name}{kind}",
                _with_double_trees(converter._fct, name in ROUNDING, **settings),
                overwrite=True,
                options=converter.get_allowed_options(),
            )


@functools.cache
def register_lightgbm():
    """Adds onnxmltools' converter to those of skl2onnx."""
    from lightgbm import LGBMClassifier, LGBMRegressor
    from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm

    register(LGBMClassifier, LGBMRegressor, _with_double_trees(convert_lightgbm, rounds=False))


def register(classifier, regressor, converter):
    """Adds a converter for both kinds of a library's estimator."""
    from skl2onnx import update_registered_converter
    from skl2onnx.common import shape_calculator as shapes

    update_registered_converter(
        classifier, f"Lastmile{classifier.__name__}", shapes.calculate_linear_classifier_output_shapes, converter, options=ZIPMAP
    )
    update_registered_converter(
        regressor, f"Lastmile{regressor.__name__}", shapes.calculate_linear_regressor_output_shapes, converter
    )
