"""KServe's Python client over REST. Its defaults are binary inputs and outputs in JSON."""

import asyncio

import httpx
import numpy
from clients import expected
from clients.expected import MODEL, require_equal
from clients.registered import check
from kserve import InferInput, InferRequest, InferenceRESTClient, RESTConfig


def tensors(values=None, **options):
    inputs = []
    for name, column in {**expected.arrays(), **(values or {})}.items():
        tensor = InferInput(name, list(column.shape), expected.DATATYPES[name])
        tensor.set_data_from_numpy(column, **options)
        inputs.append(tensor)
    return inputs


def run(service, call):
    """What a call gives that takes a client."""

    async def connected():
        async with InferenceRESTClient(RESTConfig(protocol="v2")) as client:
            return await call(client)

    return asyncio.run(connected())


def infer(service, request):
    return run(service, lambda client: client.infer(service.address, request, model_name=MODEL))


def require(response):
    labels, scores = expected.predictions()
    outputs = {output.name: output for output in response.outputs}
    require_equal(outputs["prediction"].data, labels)
    require_equal(outputs["score"].as_numpy().tolist(), scores.tolist())


@check("kserve: live, ready, the model is ready")
def state(service):
    for call in (
        lambda client: client.is_server_live(service.address),
        lambda client: client.is_server_ready(service.address),
        lambda client: client.is_model_ready(service.address, MODEL),
    ):
        require_equal(run(service, call), True)
    require_equal(run(service, lambda client: client.is_model_ready(service.address, "nothing")), False)


@check("kserve: binary inputs, outputs in JSON")
def binary(service):
    response = infer(service, InferRequest(MODEL, tensors(), request_id="request-7"))
    require(response)
    require_equal(response.id, "request-7")


@check("kserve: binary inputs and outputs")
def binary_output(service):
    require(infer(service, InferRequest(MODEL, tensors(), parameters={"binary_data_output": True})))


@check("kserve: inputs in JSON")
def as_json(service):
    require(infer(service, InferRequest(MODEL, tensors(binary_data=False))))
    require(infer(service, expected.tensors()))


@check("kserve: an empty batch, whose binary tensors the client writes as null")
def empty(service):
    response = infer(service, InferRequest(MODEL, tensors({name: column[:0] for name, column in expected.arrays().items()})))
    require_equal([output.shape[0] for output in response.outputs], [0, 0])


@check("kserve: the text of an error reaches the caller")
def error(service):
    request = InferRequest(MODEL, tensors({"height": numpy.array([1.0, numpy.nan, 3.0])}))
    try:
        infer(service, request)
    except httpx.HTTPStatusError as raised:
        if raised.response.status_code != 400 or "height" not in str(raised):
            raise AssertionError(f"{raised} is not a 400 that names height") from None
    else:
        raise AssertionError("NaN for a required column is scored")
