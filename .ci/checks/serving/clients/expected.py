"""The rows that the clients send, and the predictions that ONNX Runtime's Python API computes for them."""

import json
import math

import numpy
import onnxruntime
import serving_models

MODEL = serving_models.CLASSIFIER
DATATYPES = {"height": "FP64", "weight": "FP64", "count": "INT64", "color": "BYTES"}
# One row has no weight, one has a character outside of ASCII, one gets the other label.
ROWS = [
    {"height": 180.5, "weight": 75.0, "count": 3, "color": "red"},
    {"height": 20.0, "weight": None, "count": 2, "color": "grün"},
    {"height": 20.0, "weight": 10.0, "count": 3, "color": "blue"},
]


def arrays(rows=None):
    """The columns of the rows as numpy arrays; a missing number is NaN."""
    rows = ROWS if rows is None else rows
    column = lambda name, dtype: numpy.array([row[name] for row in rows], dtype)  # noqa: E731
    return {
        "height": column("height", numpy.float64),
        "weight": column("weight", numpy.float64),
        "count": column("count", numpy.int64),
        "color": column("color", object),
    }


def predictions(rows=None):
    """The labels, and the scores of shape [rows, 4]."""
    session = lambda model: onnxruntime.InferenceSession(model.SerializeToString())  # noqa: E731
    features = session(serving_models.features_model()).run(["features"], arrays(rows))[0]
    labels, scores = session(serving_models.classifier_model()).run(["prediction", "score"], {"features": features})
    return list(labels), scores


def tensors(**replaced):
    """The rows as inputs of an Open Inference request in JSON; a keyword replaces or adds fields of that input."""
    inputs = []
    for name, datatype in DATATYPES.items():
        tensor = {"name": name, "shape": [len(ROWS)], "datatype": datatype, "data": [row[name] for row in ROWS]}
        inputs.append({**tensor, **replaced.get(name, {})})
    return {"inputs": inputs}


def require_outputs(response, rows=None):
    """Raises unless an Open Inference response in JSON has the expected labels and scores."""
    labels, scores = predictions(rows)
    outputs = {output["name"]: output for output in response["outputs"]}
    require_equal(outputs["prediction"]["data"], labels)
    require_equal(outputs["prediction"]["shape"], [len(labels)])
    require_equal(outputs["score"]["data"], scores.flatten().tolist())
    require_equal(outputs["score"]["shape"], [len(labels), 4])


def require_records(records, rows=None):
    """Raises unless these are the predictions, one record per row."""
    labels, scores = predictions(rows)
    require_equal([record["prediction"] for record in records], labels)
    require_equal([list(record["score"]) for record in records], scores.tolist())


def require_equal(actual, expected):
    """Raises unless both are the same; numbers may differ in the last digits, since they cross JSON."""
    if not same(actual, expected):
        raise AssertionError(f"{show(actual)} instead of {show(expected)}")


def same(actual, expected):
    if isinstance(expected, (list, tuple)) and isinstance(actual, (list, tuple)):
        return len(actual) == len(expected) and all(map(same, actual, expected))
    if isinstance(expected, float) and isinstance(actual, (int, float)):
        return math.isclose(actual, expected, rel_tol=1e-12) or (math.isnan(actual) and math.isnan(expected))
    return actual == expected


def show(value):
    return json.dumps(value, default=str, ensure_ascii=False)[:600]
