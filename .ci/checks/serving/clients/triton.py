"""NVIDIA Triton's Python client over HTTP. Its defaults are binary tensors in requests and in responses."""

import contextlib

import numpy
import tritonclient.http as triton
from clients import expected
from clients.expected import MODEL, require_equal
from clients.registered import check
from tritonclient.utils import InferenceServerException


def tensor(name, values, **options):
    """An input of the values' own type and shape."""
    datatype = triton_datatype(values.dtype)
    made = triton.InferInput(name, list(values.shape), datatype)
    made.set_data_from_numpy(values, **options)
    return made


def triton_datatype(dtype):
    names = {"float16": "FP16", "float32": "FP32", "float64": "FP64", "int32": "INT32", "int64": "INT64", "bool": "BOOL"}
    return names.get(dtype.name, "BYTES")


def tensors(replaced=None, **options):
    """The expected rows, with other values for some of the columns."""
    return [tensor(name, values, **options) for name, values in {**expected.arrays(), **(replaced or {})}.items()]


def require(result, rows=None):
    """Raises unless a result has the expected labels and scores."""
    labels, scores = expected.predictions(rows)
    decoded = [label.decode() if isinstance(label, bytes) else label for label in result.as_numpy("prediction")]
    require_equal(decoded, labels)
    require_equal(result.as_numpy("score").tolist(), scores.tolist())


def require_binary(result, name):
    require_equal("binary_data_size" in result.get_output(name).get("parameters", {}), True)


@contextlib.contextmanager
def client(service):
    with triton.InferenceServerClient(service.host) as made:
        yield made


@contextlib.contextmanager
def error(status, *words):
    """Expects an error that the client could decode, with this status and these words."""
    try:
        yield
    except InferenceServerException as raised:
        if "exception occurred in the client" in str(raised):
            raise AssertionError(f"the client cannot decode the error: {str(raised)[:300]}") from None
        if raised.status() != str(status) or not all(word in str(raised) for word in words):
            raise AssertionError(f"{raised} instead of status {status} with {words}") from None
    else:
        raise AssertionError(f"no error instead of status {status}")


@check("tritonclient: live, ready, metadata")
def state(service):
    with client(service) as server:
        require_equal([server.is_server_live(), server.is_server_ready()], [True, True])
        require_equal([server.is_model_ready(MODEL), server.is_model_ready(MODEL, "1")], [True, True])
        require_equal(server.is_model_ready("nothing"), False)
        model = server.get_model_metadata(MODEL)
        require_equal({tensor["name"]: tensor["datatype"] for tensor in model["inputs"]}, expected.DATATYPES)


@check("tritonclient: the server announces binary tensors")
def extensions(service):
    with client(service) as server:
        extensions = server.get_server_metadata()["extensions"]
        if "binary_tensor_data" not in extensions:
            raise AssertionError(f"binary_tensor_data is not in {extensions}")


@check("tritonclient: calls that the service does not have get an error that the client can decode")
def unsupported(service):
    with client(service) as server:
        for call in (
            lambda: server.get_model_repository_index(),
            lambda: server.get_model_config(MODEL),
            lambda: server.get_inference_statistics(MODEL),
            lambda: server.load_model(MODEL),
            lambda: server.get_system_shared_memory_status(),
            lambda: server.get_model_metadata("nothing"),
        ):
            with error(404):
                call()


@check("tritonclient: infer with default settings")
def infer(service):
    with client(service) as server:
        result = server.infer(MODEL, tensors())
        require(result)
        require_binary(result, "prediction")
        require_binary(result, "score")
        require(server.infer(MODEL, tensors(), model_version="1"))


@check("tritonclient: the id of a request comes back")
def request_id(service):
    with client(service) as server:
        result = server.infer(MODEL, tensors(), request_id="request-7")
        require_equal(result.get_response()["id"], "request-7")


@check("tritonclient: columns of the shape [N,1]")
def columns(service):
    with client(service) as server:
        require(server.infer(MODEL, tensors({name: values.reshape(-1, 1) for name, values in expected.arrays().items()})))


@check("tritonclient: an empty batch")
def empty(service):
    with client(service) as server:
        result = server.infer(MODEL, tensors({name: values[:0] for name, values in expected.arrays().items()}))
        require_equal(list(result.as_numpy("prediction").shape), [0])
        require_equal(result.as_numpy("score").shape[0], 0)


@check("tritonclient: BYTES from str, bytes and fixed-width arrays")
def strings(service):
    text = [row["color"] for row in expected.ROWS]
    with client(service) as server:
        for color in (
            numpy.array(text, object),
            numpy.array([word.encode() for word in text], object),
            numpy.array([word.encode() for word in text]).astype(numpy.bytes_),
        ):
            require(server.infer(MODEL, tensors({"color": color})))


@check("tritonclient: BYTES that are not UTF-8 are rejected")
def not_utf8(service):
    with client(service) as server, error(400, "color"):
        server.infer(MODEL, tensors({"color": numpy.array([b"red", b"\xff\xfe", b"blue"], object)}))


@check("tritonclient: inputs and outputs in JSON")
def as_json(service):
    wanted = [triton.InferRequestedOutput(name, binary_data=False) for name in ("prediction", "score")]
    with client(service) as server:
        # A missing weight is NaN here, which the client writes as a bare NaN.
        result = server.infer(MODEL, tensors(binary_data=False), outputs=wanted)
        require(result)
        require_equal(result.get_output("score").get("data") is not None, True)
        require(server.infer(MODEL, tensors(binary_data=False)))
        mixed = tensors(binary_data=False)
        mixed[1] = tensor("weight", expected.arrays()["weight"])
        require(server.infer(MODEL, mixed))


@check("tritonclient: requested outputs, one binary and one in JSON")
def requested(service):
    with client(service) as server:
        wanted = [triton.InferRequestedOutput("score", binary_data=False), triton.InferRequestedOutput("prediction")]
        result = server.infer(MODEL, tensors(), outputs=wanted)
        require(result)
        require_equal([output["name"] for output in result.get_response()["outputs"]], ["score", "prediction"])
        require_binary(result, "prediction")
        require_equal("data" in result.get_output("score"), True)
        only = server.infer(MODEL, tensors(), outputs=[triton.InferRequestedOutput("prediction")])
        require_equal(only.as_numpy("score") is None, True)
        with error(400, "nothing"):
            server.infer(MODEL, tensors(), outputs=[triton.InferRequestedOutput("nothing")])


@check("tritonclient: the classification extension is rejected by name")
def classification(service):
    with client(service) as server, error(400, "classification"):
        server.infer(MODEL, tensors(), outputs=[triton.InferRequestedOutput("score", class_count=2)])


@check("tritonclient: shared memory is rejected by name")
def shared_memory(service):
    height = triton.InferInput("height", [3], "FP64")
    height.set_shared_memory("region", 24)
    with client(service) as server, error(400, "shared_memory"):
        server.infer(MODEL, [height, *tensors()[1:]])


@check("tritonclient: requests in gzip and deflate")
def compressed_request(service):
    with client(service) as server:
        for algorithm in ("gzip", "deflate"):
            require(server.infer(MODEL, tensors(), request_compression_algorithm=algorithm))
            require(server.infer(MODEL, tensors(binary_data=False), request_compression_algorithm=algorithm))


@check("tritonclient: responses in gzip and deflate")
def compressed_response(service):
    many = {name: numpy.tile(values, 200) for name, values in expected.arrays().items()}
    with client(service) as server:
        for algorithm in ("gzip", "deflate"):
            for values in (None, many):
                result = server.infer(MODEL, tensors(values), response_compression_algorithm=algorithm)
                require(result, expected.ROWS * (200 if values else 1))
            with error(400, "nothing"):
                wanted = [triton.InferRequestedOutput("nothing")]
                server.infer(MODEL, tensors(), outputs=wanted, response_compression_algorithm=algorithm)


@check("tritonclient: INT64 and FP32 for an FP64 column, INT32 for an INT64 one")
def widened(service):
    rows = [{**row, "weight": 75.0, "height": float(round(row["height"]))} for row in expected.ROWS]
    values = expected.arrays(rows)
    with client(service) as server:
        for dtype in (numpy.int64, numpy.int32, numpy.float32):
            sent = {**values, "height": values["height"].astype(dtype), "count": values["count"].astype(numpy.int32)}
            for binary in (True, False):
                require(server.infer(MODEL, tensors(sent, binary_data=binary)), rows)
        with error(400, "height"):
            server.infer(MODEL, tensors({"height": numpy.array([1, 2**53 + 1, 3])}))
        with error(400, "height"):
            server.infer(MODEL, tensors({"height": numpy.array([True, False, True])}))


@check("tritonclient: FP16 is scored exactly or rejected by name")
def half(service):
    values = numpy.array([180.5, 20.125, 0.333], numpy.float16)
    rows = [{**row, "height": float(value)} for row, value in zip(expected.ROWS, values)]
    with client(service) as server:
        for binary in (True, False):
            try:
                require(server.infer(MODEL, tensors({"height": values}, binary_data=binary)), rows)
            except InferenceServerException as raised:
                if raised.status() != "400" or "height" not in str(raised) or "FP16" not in str(raised):
                    raise AssertionError(f"{raised} names neither height nor FP16") from None


@check("tritonclient: NaN for a required column is rejected")
def required_nan(service):
    with client(service) as server:
        for binary in (True, False):
            with error(400, "height"):
                server.infer(MODEL, tensors({"height": numpy.array([1.0, numpy.nan, 3.0])}, binary_data=binary))
