"""Sends one table of requests to `mlflow models serve` and to the service, and compares what they say.

Arguments: the service's jar or executable, a folder for all that is written. A difference that is not argued below fails, and so does
an argued one that is no longer there.
"""

import json
import math
import sys
import urllib.error
import urllib.request

import serving_servers

JSON = "application/json"
CSV = "text/csv"
NAMES = ["height", "weight", "count", "color"]
ROWS = [[180.5, 75.0, 3, "red"], [20, None, 2, "grün"], [0.5, 1e3, -7, "blue"]]
RECORDS = [dict(zip(NAMES, row)) for row in ROWS]
COLUMNS = {name: [row[i] for row in ROWS] for i, name in enumerate(NAMES)}
FULL = ROWS[0]

LENIENT = "MLflow casts it, and scores what the client may not have meant; the service names the column and the row"
SHORT = "pandas fills a short row with None, which the optional or last columns then have"
MISSING = "MLflow hands NaN, None or infinity to the model, though the signature has a required number or string"
EMPTY = "MLflow rejects an empty frame by the types that pandas makes up for it; no rows have no predictions"
PANDAS = "pandas reads NA as missing in a column of strings too; to the service it is the string that it is in JSON"
JAVA = "ONNX Runtime's Java API writes characters beyond U+FFFF in an encoding of its own, so a graph would not know them"


def split(columns=NAMES, data=ROWS, **more):
    return {"dataframe_split": {"columns": list(columns), "data": data, **more}}


def one(**values):
    return {"dataframe_records": [{**RECORDS[0], **values}]}


def without(name):
    return {"dataframe_records": [{key: value for key, value in RECORDS[0].items() if key != name}]}


# Name, body, and why the two differ, if they do. A body that is no string is sent as JSON.
AS_JSON = [
    ("dataframe_split", split(), None),
    ("dataframe_split, other order", split(NAMES[::-1], [row[::-1] for row in ROWS]), None),
    ("dataframe_split with an index", split(index=[7, 8, 9]), None),
    ("dataframe_split with a column more", split(NAMES + ["more"], [row + ["x"] for row in ROWS]), None),
    ("dataframe_split, one row", split(data=[FULL]), None),
    ("dataframe_split, a thousand rows", split(data=[FULL] * 1000), None),
    ("dataframe_records", {"dataframe_records": RECORDS}, None),
    ("dataframe_records, other order", {"dataframe_records": [dict(reversed(r.items())) for r in RECORDS]}, None),
    ("dataframe_records with a field more", one(more=1), None),
    ("dataframe_records without an optional field", without("weight"), None),
    ("dataframe_records with a field in some rows", {"dataframe_records": [RECORDS[0], without("weight")["dataframe_records"][0]]}, None),
    ("inputs as lists by column", {"inputs": COLUMNS}, None),
    ("inputs as records", {"inputs": RECORDS}, None),
    ("instances as records", {"instances": RECORDS}, None),
    ("instances as lists by column", {"instances": COLUMNS}, None),
    ("inputs as one object", {"inputs": RECORDS[0]}, None),
    ("params beside the rows", {**split(), "params": {"a": 1}}, None),
    ("an integer for a double", one(height=180), None),
    ("an exponent", '{"dataframe_records": [{"height": 1.805e2, "weight": 75, "count": 3, "color": "red"}]}', None),
    ("a negative zero", one(height=-0.0), None),
    ("a large double", one(height=1e300), None),
    ("a long beyond 2^53", one(count=2**53 + 1), None),
    ("the largest long", one(count=2**63 - 1), None),
    ("an unknown category", one(color="mauve"), None),
    ("an empty string", one(color=""), None),
    ("a string of another script", one(color="红色 🙂"), JAVA),
    ("null for an optional double", one(weight=None), None),
    ("a long as 3.0", one(count=3.0), None),
    ("a long as 3.5", one(count=3.5), LENIENT),
    ("a long beyond 2^63", one(count=2**63), LENIENT),
    ("a string for a double", one(height="180.5"), LENIENT),
    ("a word for a double", one(height="tall"), None),
    ("a boolean for a double", one(height=True), LENIENT),
    ("a list for a double", one(height=[1.0]), None),
    ("null for a double", one(height=None), MISSING),
    ("NaN for a double", '{"dataframe_records": [{"height": NaN, "weight": 75, "count": 3, "color": "red"}]}', MISSING),
    ("Infinity for a double", '{"dataframe_records": [{"height": Infinity, "weight": 75, "count": 3, "color": "red"}]}', MISSING),
    ("a string for a long", one(count="3"), LENIENT),
    ("null for a long", one(count=None), None),
    ("a number for a string", one(color=5), LENIENT),
    ("null for a string", one(color=None), MISSING),
    ("no height", without("height"), None),
    ("no color", without("color"), None),
    ("no columns at all", {"dataframe_split": {"data": ROWS}}, None),
    ("columns in capitals", {"dataframe_records": [{k.upper(): v for k, v in RECORDS[0].items()}]}, None),
    ("no rows, with columns", split(data=[]), EMPTY),
    ("no records", {"dataframe_records": []}, None),
    ("a row too short", split(data=[FULL, FULL[:3]]), SHORT),
    ("a row too long", split(data=[FULL, FULL + [1]]), None),
    ("a column twice", split(NAMES + ["height"], [row + [1.0] for row in ROWS]), None),
    ("lists of different lengths", {"inputs": {**COLUMNS, "height": [1.0]}}, None),
    ("dataframe_split with a field more", {"dataframe_split": {"columns": NAMES, "data": ROWS, "more": 1}}, None),
    ("dataframe_split without data", {"dataframe_split": {"columns": NAMES}}, None),
    ("dataframe_split that is a list", {"dataframe_split": ROWS}, None),
    ("dataframe_records that is an object", {"dataframe_records": RECORDS[0]}, None),
    ("dataframe_records of lists", {"dataframe_records": ROWS}, None),
    ("inputs of lists", {"inputs": [[1.0, 2.0], [3.0, 4.0]]}, None),
    ("inputs of one number", {"inputs": 5}, None),
    ("two forms at once", {**split(), "inputs": COLUMNS}, None),
    ("none of the forms", {"data": ROWS}, None),
    ("an empty object", {}, None),
    ("a list", RECORDS, None),
    ("JSON cut off", '{"inputs": ', None),
    ("no body", "", None),
    ("two documents", json.dumps(split()) + json.dumps(split()), None),
]
HEADER = "height,weight,count,color\n"
AS_CSV = [
    ("CSV", HEADER + "180.5,75,3,red\n20,,2,grün\n", None),
    ("CSV with an index", ",height,weight,count,color\n0,180.5,75,3,red\n1,20,,2,grün\n", None),
    ("CSV, other order", "color,count,weight,height\nred,3,75,180.5\n", None),
    ("CSV with a column more", "more,height,weight,count,color\nx,180.5,75,3,red\n", None),
    ("CSV with quotes", HEADER + '"180.5","75","3","red"\n', None),
    ("CSV with CRLF", HEADER.replace("\n", "\r\n") + "180.5,75,3,red\r\n", None),
    ("CSV with NaN for an optional double", HEADER + "180.5,NaN,3,red\n", None),
    ("CSV with NA for a string", HEADER + "180.5,75,3,NA\n", PANDAS),
    ("CSV with a word for a double", HEADER + "tall,75,3,red\n", None),
    ("CSV with half a long", HEADER + "180.5,75,3.5,red\n", None),
    ("CSV without a double", HEADER + ",75,3,red\n", MISSING),
    ("CSV without a column", "height,weight,color\n180.5,75,red\n", None),
    ("CSV with a row too long", HEADER + "180.5,75,3,red\n20,75,3,red,1,2\n", None),
    ("CSV of names alone", HEADER, EMPTY),
    ("CSV of nothing", "", None),
]
# Name, method, path, content type, body, and why they differ.
OTHERS = [
    ("JSON with a charset", "POST", "/invocations", "application/json; charset=utf-8", json.dumps(split()), None),
    ("JSON in another charset", "POST", "/invocations", "application/json; charset=latin1", json.dumps(split()), None),
    ("JSON with a parameter", "POST", "/invocations", "application/json; a=b", json.dumps(split()), None),
    ("CSV with a charset", "POST", "/invocations", "text/csv; charset=UTF-8", AS_CSV[0][1], None),
    ("plain text", "POST", "/invocations", "text/plain", json.dumps(split()), None),
    ("Parquet", "POST", "/invocations", "application/x-parquet", "PAR1", None),
    ("GET /invocations", "GET", "/invocations", None, None, None),
    ("GET /ping", "GET", "/ping", None, None, None),
    ("GET /health", "GET", "/health", None, None, None),
    ("GET /version", "GET", "/version", None, None, None),
    ("POST /ping", "POST", "/ping", JSON, "{}", None),
    ("an unknown path", "GET", "/nothing", None, None, None),
]


def table():
    for content_type, requests in ((JSON, AS_JSON), (CSV, AS_CSV)):
        for name, body, why in requests:
            text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
            yield name, "POST", "/invocations", content_type, text, why
    yield from OTHERS


def send(address, method, path, content_type, body):
    request = urllib.request.Request(address + path, None if body is None else body.encode(), method=method)
    if content_type:
        request.add_header("Content-Type", content_type)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def same(mlflow, ours):
    if type(mlflow) is not type(ours) and not (is_number(mlflow) and is_number(ours)):
        return False
    if isinstance(mlflow, dict):
        return mlflow.keys() == ours.keys() and all(same(mlflow[key], ours[key]) for key in mlflow)
    if isinstance(mlflow, list):
        return len(mlflow) == len(ours) and all(map(same, mlflow, ours))
    return math.isclose(mlflow, ours, rel_tol=1e-12) if is_number(mlflow) else mlflow == ours


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def difference(path, mlflow, ours):
    """What is not the same of two answers, each a status and a body; None if nothing is that matters."""
    if mlflow[0] // 100 != ours[0] // 100:
        return f"{mlflow[0]} and {ours[0]}"
    if path == "/invocations" and mlflow[0] == 200:
        return None if same(json.loads(mlflow[1]), json.loads(ours[1])) else "other predictions"
    return None


def main(program, folder):
    failures = []
    requests = list(table())
    with serving_servers.service_and_mlflow(program, folder) as (service, peer):
        for name, method, path, content_type, body, why in requests:
            mlflow = send(peer, method, path, content_type, body)
            ours = send(service, method, path, content_type, body)
            differs = difference(path, mlflow, ours)
            print(f"{mlflow[0]} {ours[0]}  {name}" + (f": {differs}. {why}." if differs else ""))
            if bool(differs) != bool(why):
                failures.append(f"{name}: {differs or 'no longer differs'}\n  MLflow: {mlflow}\n  service: {ours}")
            if ours[0] >= 500 or "Exception" in ours[1]:
                failures.append(f"{name}: the service says {ours}")
    argued = sum(1 for request in requests if request[5])
    print(f"{len(requests)} requests, {argued} of them with a difference that is argued for")
    assert len(requests) >= 60, len(requests)
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main(*sys.argv[1:])
