"""MLflow's own client of a scoring server, the payloads that MLflow makes of an example, and CSV."""

import json
import logging
import tempfile

import mlflow
import pandas
from clients import expected
from clients.expected import require_equal, require_records
from clients.http_requests import send
from clients.registered import check
from mlflow.pyfunc.scoring_server.client import ScoringServerClient

logging.getLogger("mlflow").setLevel(logging.ERROR)


def frame():
    return pandas.DataFrame(expected.arrays())


def client(service):
    return ScoringServerClient(*service.host.split(":"))


def score(service, body, content_type, **headers):
    return send(service.address, "POST", "/invocations", body, Content_Type=content_type, **headers)


@check("mlflow: ping and version")
def state(service):
    client(service).wait_server_ready()
    if not client(service).get_version().strip():
        raise AssertionError("the version is empty")


@check("mlflow: a data frame, with a missing number as bare NaN")
def data_frame(service):
    response = client(service).invoke(frame())
    require_records(response["predictions"])
    predicted = response.get_predictions()
    require_equal(list(predicted["prediction"]), expected.predictions()[0])
    require_records(client(service).invoke(frame(), {"threshold": 0.5})["predictions"])


@check("mlflow: a list of records, and a payload in JSON")
def records(service):
    require_records(client(service).invoke(expected.ROWS)["predictions"])
    require_records(client(service).invoke('{"instances": ' + json.dumps(expected.ROWS) + "}")["predictions"])


@check("mlflow: the serving payload of an example with NaN")
def serving_payload(service):
    payload = mlflow.models.convert_input_example_to_serving_input(frame())
    require_records(score(service, payload, "application/json").require(200).json()["predictions"])


@check("mlflow: the files of an example with NaN that MLflow saves with a model")
def saved_example(service):
    class Nothing(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input, params=None):
            return model_input

    with tempfile.TemporaryDirectory(dir=service.folder) as folder:
        mlflow.pyfunc.save_model(f"{folder}/model", python_model=Nothing(), input_example=frame())
        for name in ("input_example.json", "serving_input_example.json"):
            with open(f"{folder}/model/{name}", encoding="utf-8") as file:
                text = file.read()
            # The first holds what the second has under dataframe_split.
            body = text if name.startswith("serving") else '{"dataframe_split": ' + text + "}"
            require_records(score(service, body, "application/json").require(200).json()["predictions"])


@check("mlflow: CSV of pandas")
def csv(service):
    for text in (frame().to_csv(index=False), frame().to_csv(), frame().to_csv(index=False, lineterminator="\r\n")):
        for content_type in ("text/csv", "text/csv; charset=utf-8"):
            require_records(score(service, text.encode(), content_type).require(200).json()["predictions"])


@check("mlflow: CSV with a byte order mark, as spreadsheets save it")
def csv_with_mark(service):
    for text in (frame().to_csv(index=False), frame().to_csv(), '"height",weight,count,color\n20,10,3,blue\n'):
        rows = expected.ROWS if len(text) > 60 else expected.ROWS[2:]
        predictions = score(service, text.encode("utf-8-sig"), "text/csv").require(200).json()["predictions"]
        require_records(predictions, rows)


@check("mlflow: an error is JSON with error_code and message")
def error(service):
    score(service, "height,weight\n1,2\n", "text/csv").require_error(400, naming=("color",))
    score(service, '{"inputs": ', "application/json").require_error(400)
    score(service, "{}", "text/plain").require_error(415)
