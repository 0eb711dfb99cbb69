"""Open Inference requests at the limits of the protocol, sent as they are."""

import base64
import json
import struct

from clients import expected
from clients.expected import MODEL, ROWS, require_equal, require_outputs, tensors
from clients.http_requests import send
from clients.registered import check

INFER = f"/v2/models/{MODEL}/infer"
SIZES = {"height": 24, "weight": 24, "count": 24}


def infer(service, request, **headers):
    return send(service.address, "POST", INFER, request, **headers)


def rejected(service, naming, **replaced):
    infer(service, tensors(**replaced)).require_error(400, naming=naming)


@check("open inference: a request without content type, and as application/octet-stream")
def content_types(service):
    body = json.dumps(tensors()).encode()
    for headers in ({}, {"Content_Type": "application/octet-stream"}, {"Content_Type": "application/json; charset=utf-8"}):
        require_outputs(infer(service, body, **headers).require(200).json())


@check("open inference: INT64 for an FP64 column where it is exact")
def integers(service):
    rows = [{**row, "height": height} for row, height in zip(ROWS, (180, 2**53, -3))]
    height = {"datatype": "INT64", "data": [row["height"] for row in rows]}
    require_outputs(infer(service, tensors(height=height)).require(200).json(), rows)
    rejected(service, ("height",), height={"datatype": "INT64", "data": [1, 2**53 + 1, 3]})


@check("open inference: FP64 for an INT64 column where it is exact")
def whole_numbers(service):
    data = [float(row["count"]) for row in ROWS]
    require_outputs(infer(service, tensors(count={"datatype": "FP64", "data": data})).require(200).json())
    rejected(service, ("count",), count={"datatype": "FP64", "data": [3.0, 2.5, 3.0]})


@check("open inference: null and bare NaN for an optional column, neither for a required one")
def missing(service):
    require_outputs(infer(service, tensors()).require(200).json())
    bare = json.dumps(tensors()).replace("null", "NaN")
    require_equal(bare.count("NaN"), 1)
    require_outputs(infer(service, bare, Content_Type="application/json").require(200).json())
    without = {"inputs": [tensor for tensor in tensors()["inputs"] if tensor["name"] != "weight"]}
    require_outputs(infer(service, without).require(200).json(), [{**row, "weight": None} for row in ROWS])
    for value in (None, float("nan")):
        rejected(service, ("height",), height={"data": [1.0, value, 3.0]})
    rejected(service, ("color",), color={"data": ["red", None, "blue"]})


@check("open inference: BYTES as plain text and as base64")
def strings(service):
    encoded = [base64.b64encode(row["color"].encode()).decode() for row in ROWS]
    color = {"data": encoded, "parameters": {"content_type": "base64"}}
    require_outputs(infer(service, tensors(color=color)).require(200).json())
    require_outputs(infer(service, tensors(color={"parameters": {"content_type": "str"}})).require(200).json())
    # Without the parameter it is a color like any other, which the model does not know.
    plain = [{**row, "color": text} for row, text in zip(ROWS, encoded)]
    require_outputs(infer(service, tensors(color={"data": encoded})).require(200).json(), plain)
    rejected(service, ("color", "base64"), color={"data": ["red!", "gr", "="], "parameters": {"content_type": "base64"}})


@check("open inference: flat and nested data of the shape [N,1]")
def nested(service):
    for data in ([row["height"] for row in ROWS], [[row["height"]] for row in ROWS]):
        require_outputs(infer(service, tensors(height={"shape": [3, 1], "data": data})).require(200).json())


@check("open inference: an empty batch has the shape [0]")
def empty(service):
    nothing = {"shape": [0], "data": []}
    response = infer(service, tensors(**{name: nothing for name in expected.DATATYPES})).require(200).json()
    require_equal({output["name"]: output["shape"] for output in response["outputs"]}, {"prediction": [0], "score": [0, 4]})
    require_equal([output["data"] for output in response["outputs"]], [[], []])


@check("open inference: shapes that do not fit are rejected with name and shape")
def shapes(service):
    # The last ones have the right number of values once they wrap around 32 or 64 bits.
    wrong = [[2], [1, 3], [3, 1, 1], [], [-1], [3, -1], [3.5], ["3"], [4294967297, 1], [2**32 + 3], [2**63 - 1], [2**64 + 3]]
    failures = []
    for shape in wrong:
        try:
            rejected(service, ("height", ",".join(map(str, shape))[:9]), height={"shape": shape})
        except AssertionError as failure:
            failures.append(f"{shape}: {failure}")
    require_equal(failures, [])
    for shape in (3, None, {"rows": 3}):
        rejected(service, ("height",), height={"shape": shape})


@check("open inference: FP16 in JSON is scored exactly or rejected by name")
def half(service):
    response = infer(service, tensors(height={"datatype": "FP16"}))
    if response.status == 200:
        require_outputs(response.json())
    else:
        response.require_error(400, naming=("height", "FP16"))


@check("open inference: datatypes that do not exist or do not fit are rejected")
def datatypes(service):
    for datatype in ("BOOL", "BYTES", "FP128", "", None, 64):
        rejected(service, ("height",), height={"datatype": datatype})


def binary(parameters=None, sizes=None, tail=None, length=None, shape=None):
    """A request with binary tensors and its header; each argument makes one thing of it wrong."""
    colors = b"".join(struct.pack("<I", len(row["color"].encode())) + row["color"].encode() for row in ROWS)
    values = expected.arrays()
    data = values["height"].tobytes() + values["weight"].tobytes() + values["count"].tobytes() + colors
    request = tensors()
    for tensor in request["inputs"]:
        del tensor["data"]
        tensor["parameters"] = {"binary_data_size": {**SIZES, "color": len(colors), **(sizes or {})}[tensor["name"]]}
    request["inputs"][0]["shape"] = shape or [3]
    text = json.dumps({**request, **(parameters or {})}).encode()
    header = str(len(text) if length is None else length(len(text)))
    return text + (data if tail is None else tail(data)), header


@check("open inference: a binary response has its header, its sizes and its bytes")
def binary_layout(service):
    body, header = binary({"outputs": [{"name": "score", "parameters": {"binary_data": True}}, {"name": "prediction"}]})
    response = infer(service, body, Inference_Header_Content_Length=header).require(200)
    length = int(response.headers["Inference-Header-Content-Length"])
    score, prediction = json.loads(response.body[:length])["outputs"]
    labels, scores = expected.predictions()
    require_equal(response.headers["Content-Type"], "application/octet-stream")
    require_equal(score["parameters"]["binary_data_size"], 3 * 4 * 8)
    require_equal("data" in score, False)
    require_equal(response.body[length:].hex(), scores.astype("<f8").tobytes().hex())
    require_equal(prediction["data"], labels)
    plain = infer(service, tensors()).require(200)
    require_equal(plain.headers["Inference-Header-Content-Length"], None)
    require_outputs(plain.json())


@check("open inference: binary tensors whose sizes do not fit are rejected")
def binary_sizes(service):
    wrong = {
        "a size above the shape's": binary(sizes={"height": 32}),
        "a size below the shape's": binary(sizes={"height": 16}),
        "a negative size": binary(sizes={"height": -8}),
        "a size beyond 2^62": binary(sizes={"height": 2**62}),
        "a size that is text": binary(sizes={"height": "24"}),
        "a shape above the data": binary(shape=[4294967297]),
        "a shape whose bytes wrap around to the size": binary(shape=[2**61 + 3]),
        "a body too short": binary(tail=lambda data: data[:-3]),
        "bytes that belong to no tensor": binary(tail=lambda data: data + b"more"),
        "no data at all": binary(tail=lambda data: b""),
        "a string longer than its tensor": binary(tail=lambda data: data[:72] + b"\xff\xff\xff\x7f" + data[76:]),
        "a string of negative length": binary(tail=lambda data: data[:72] + b"\xff\xff\xff\xff" + data[76:]),
        "a header above the body": binary(length=lambda size: size + 10_000),
        "a header below the JSON": binary(length=lambda size: size - 1),
        "a negative header": binary(length=lambda size: -1),
        "a header of zero": binary(length=lambda size: 0),
        "a header that is text": binary(length=lambda size: "many"),
        "a header beyond 2^63": binary(length=lambda size: 2**64 + size),
    }
    failures = []
    for name, (body, header) in wrong.items():
        try:
            infer(service, body, Inference_Header_Content_Length=header).require_error(400)
        except AssertionError as failure:
            failures.append(f"{name}: {failure}")
    require_outputs(infer(service, binary()[0], Inference_Header_Content_Length=binary()[1]).require(200).json())
    require_equal(failures, [])
