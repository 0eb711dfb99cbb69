"""The graph that batch and the service take: inputs and outputs by their names, element types and shapes."""

import json

import numpy
import onnxruntime
from onnx import TensorProto, compose, helper, numpy_helper

from lastmile.errors import RejectedError

FEATURES, PREDICTION, PROBABILITY = "features", "prediction", "probability"
LABELS = "lastmile.labels"
FLOATING = {"tensor(double)": TensorProto.DOUBLE, "tensor(float)": TensorProto.FLOAT}
OPSET = 13  # that of the features' graph, with which it can be merged
PREFIX = "model/"


def of_estimator(converted, width, labels):
    """
    A converter's graph with the project's inputs and outputs.

    converted: takes `features`, gives the index of a label and the probabilities, or for a regression a number.
    labels: by index; empty for a regression.
    """
    inner = [output.name for output in converted.graph.output]
    if labels and len(inner) < 2:
        raise RejectedError("The converted estimator gives no probabilities. Use a classifier with predict_proba.")
    outputs = {PREDICTION: inner[0], PROBABILITY: inner[1]} if labels else {PREDICTION: inner[0]}
    return _wrapped(converted, TensorProto.DOUBLE, width, outputs, labels, names=labels)


def of_file(graph, width):
    """An ONNX graph that another tool has written, with FLOAT inputs and outputs as DOUBLE; its names have to be the project's."""
    session = load(graph)
    _require_names(session, width)
    given = {output.name: output for output in session.get_outputs()}
    outputs = {name: name for name in (PREDICTION, PROBABILITY) if name in given}
    labels = labels_of(graph)
    if labels and (PROBABILITY not in given or given[PREDICTION].type != "tensor(string)"):
        raise RejectedError(
            f"The graph names labels ({LABELS}), and gives {_shown(session.get_outputs())}."
            f" Let it give {PREDICTION}, the label as a string, and {PROBABILITY}, floating [N,{len(labels)}]."
        )
    if not labels and given[PREDICTION].type not in FLOATING:
        raise RejectedError(
            f"The graph gives {_shown([given[PREDICTION]])} and does not name its labels. Give a classifier the metadata property"
            f" {LABELS}, a JSON list of them in the order of its probabilities; let a regressor give a floating point number."
        )
    return _wrapped(graph, FLOATING[session.get_inputs()[0].type], width, outputs, labels, names=[])


def load(graph):
    """A session of ONNX Runtime, with which batch and the service score."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(graph.SerializeToString(), options, providers=["CPUExecutionProvider"])
    except Exception as e:  # ONNX Runtime has an exception for each of its error codes
        reason = str(e).strip().splitlines()[0][:300]
        raise RejectedError(
            f"ONNX Runtime cannot load the graph: {reason}. Use another estimator, or export the graph in opset {OPSET}."
        ) from e


def require_servable(graph, data):
    """
    The service's own rules, before a version exists: one input `features` DOUBLE [N,width], and `prediction`.

    Raises RejectedError naming what batch or the service would reject.
    """
    session = load(graph)
    _require_names(session, data.width)
    given = {output.name: (output.type, output.shape[1:]) for output in session.get_outputs()}
    labels = labels_of(graph)
    if bool(labels) != data.is_classification:
        said = f"names the labels {', '.join(labels)}" if labels else f"does not name labels ({LABELS})"
        task = "a classification" if data.is_classification else "a regression"
        raise RejectedError(
            f"The graph {said}, and the task is {task}. Register a model of it, or correct task= in dataset.properties."
        )
    unknown = [label for label in data.labels if label not in labels]
    if unknown:
        raise RejectedError(f"The graph does not know the labels {', '.join(unknown)} of {data.label}. Train it on these rows.")
    expected = {PREDICTION: ("tensor(double)", [])}
    if labels:
        expected = {PREDICTION: ("tensor(string)", []), PROBABILITY: ("tensor(double)", [len(labels)])}
    if given != expected:
        raise RejectedError(f"The graph gives {_shown(session.get_outputs())}, and the service takes {expected}. Export it so.")
    return session


def score(session, vectors):
    """The outputs by name."""
    names = [output.name for output in session.get_outputs()]
    try:
        return dict(zip(names, session.run(names, {FEATURES: vectors}), strict=True))
    except Exception as e:  # as above
        raise RejectedError(f"The graph cannot score the held-out rows: {str(e).strip().splitlines()[0][:300]}") from e


def _require_names(session, width):
    inputs = session.get_inputs()
    fits = (
        len(inputs) == 1
        and inputs[0].name == FEATURES
        and inputs[0].type in FLOATING
        and len(inputs[0].shape) == 2
        and (not isinstance(inputs[0].shape[1], int) or inputs[0].shape[1] == width)
        and not isinstance(inputs[0].shape[0], int)
    )
    if not fits:
        raise RejectedError(
            f"The graph takes {_shown(inputs)}, and the rows have {width} features."
            f" Export it with one floating point input {FEATURES} of shape [N,{width}]."
        )
    if PREDICTION not in [output.name for output in session.get_outputs()]:
        raise RejectedError(f"The graph gives {_shown(session.get_outputs())}, and none is {PREDICTION}. Rename the output.")


def labels_of(graph):
    """The labels in the order of the probabilities; empty for a regression."""
    properties = {entry.key: entry.value for entry in graph.metadata_props}
    try:
        labels = json.loads(properties.get(LABELS, "[]"))
    except ValueError:
        labels = None
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise RejectedError(f"The metadata property {LABELS} is not a JSON list of strings: {properties[LABELS]}. Correct it.")
    return labels


def _shown(tensors):
    return ", ".join(
        f"{tensor.name} {tensor.type[7:-1]}[{','.join('N' if not isinstance(size, int) else str(size) for size in tensor.shape)}]"
        for tensor in tensors
    )


def _wrapped(graph, taken, width, outputs, labels, names):
    """The graph between casts; `names` replaces the index that it predicts by a label."""
    inner = compose.add_prefix(graph, PREFIX)
    nodes = [helper.make_node("Cast", [FEATURES], [PREFIX + FEATURES], to=taken), *inner.graph.node]
    constants = [numpy_helper.from_array(numpy.array([-1], dtype="int64"), "shape")]
    flat = [helper.make_node("Reshape", [PREFIX + outputs[PREDICTION], "shape"], ["flat"])]
    if names:
        constants.append(helper.make_tensor("labels", TensorProto.STRING, [len(names)], [name.encode() for name in names]))
        last = helper.make_node("Gather", ["labels", "flat"], [PREDICTION], axis=0)
    else:
        last = helper.make_node("Cast", ["flat"], [PREDICTION], to=TensorProto.STRING if labels else TensorProto.DOUBLE)
    results = [helper.make_tensor_value_info(PREDICTION, TensorProto.STRING if labels else TensorProto.DOUBLE, ["N"])]
    if labels:
        flat.append(helper.make_node("Cast", [PREFIX + outputs[PROBABILITY]], [PROBABILITY], to=TensorProto.DOUBLE))
        results.append(helper.make_tensor_value_info(PROBABILITY, TensorProto.DOUBLE, ["N", len(labels)]))
    wrapped = helper.make_graph(
        [*nodes, *flat, last],
        "model",
        [helper.make_tensor_value_info(FEATURES, TensorProto.DOUBLE, ["N", width])],
        results,
        [*inner.graph.initializer, *constants],
        sparse_initializer=inner.graph.sparse_initializer,
    )
    versions = {entry.domain: entry.version for entry in inner.opset_import}
    versions.setdefault("", OPSET)
    model = helper.make_model(
        wrapped,
        opset_imports=[helper.make_opsetid(domain, version) for domain, version in versions.items()],
        functions=inner.functions,
        ir_version=inner.ir_version,
        producer_name="lastmile",
    )
    properties = {entry.key: entry.value for entry in graph.metadata_props}
    if labels:
        properties[LABELS] = json.dumps(labels, ensure_ascii=False)
    helper.set_model_props(model, properties)
    return model

