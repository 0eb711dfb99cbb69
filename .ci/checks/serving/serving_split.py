"""The pair in two services, one with each model: asked one after the other they say what the whole chain says.

Arguments: the service's jar, a folder for all that is written.
"""

import contextlib
import json
import sys
import urllib.error
import urllib.request

import serving_models
import serving_servers

ROWS = [
    {"height": 180.5, "weight": 75.0, "count": 3, "color": "red"},
    {"height": 20, "count": 2, "color": "grün"},
    {"height": 0.1, "weight": 1e3, "count": -7, "color": "blue"},
]


def ask(service, path, body, features=None):
    headers = {"Content-Type": "application/json"}
    if features:
        headers["X-Lastmile-Features"] = features
    request = urllib.request.Request(service + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer), answer.headers["X-Lastmile-Features"]
    except urllib.error.HTTPError as error:
        return error.code, json.load(error), None


def main(program, folder):
    tracking = f"http://127.0.0.1:{serving_servers.free_port()}"
    with contextlib.ExitStack() as stack:
        stack.enter_context(serving_servers.registry(tracking, folder))
        chain, features, model = (
            stack.enter_context(serving_servers.service(program, tracking, folder, LASTMILE_SERVING_PART=part))
            for part in ("chain", "features", "model")
        )
        status, whole, version = ask(chain, "/invocations", {"dataframe_records": ROWS})
        assert status == 200, whole
        status, made, made_by = ask(features, "/invocations", {"dataframe_records": ROWS})
        assert status == 200 and made_by == version, made
        status, predicted, _ = ask(model, "/invocations", {"dataframe_records": made["predictions"]}, made_by)
        assert status == 200, predicted
        assert predicted == whole, (predicted, whole)

        vectors = [row["features"] for row in made["predictions"]]
        tensor = {"name": "features", "datatype": "FP64", "shape": [len(vectors), 4], "data": sum(vectors, [])}
        status, inferred, _ = ask(model, f"/v2/models/{serving_models.CLASSIFIER}/infer", {"inputs": [tensor]}, made_by)
        assert status == 200, inferred
        labels = next(output["data"] for output in inferred["outputs"] if output["name"] == "prediction")
        assert labels == [row["prediction"] for row in whole["predictions"]], inferred
        status, metadata, _ = (200, json.load(urllib.request.urlopen(f"{features}/v2/models/{serving_models.FEATURES}")), None)
        assert metadata["outputs"] == [{"name": "features", "datatype": "FP64", "shape": [-1, 4]}], metadata

        status, error, _ = ask(model, "/invocations", {"dataframe_records": made["predictions"]}, "shop-features/7")
        assert status == 409, error
        status, error, _ = ask(model, "/invocations", {"dataframe_records": ROWS})
        assert status == 400, error
        print(f"{len(ROWS)} rows: one service after the other says what the chain says; {error['message']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
