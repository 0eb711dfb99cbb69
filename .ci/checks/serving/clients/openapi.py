"""Clients that openapi-generator writes from the service's own OpenAPI document, for Python and for Java."""

import functools
import json
import re
import subprocess
import sys
from pathlib import Path

from clients import expected
from clients.expected import require_equal, require_records
from clients.http_requests import send
from clients.registered import check

PROJECT = Path(__file__).parents[4]
METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
# Names that tools make up of a path or a class, instead of the ones that an author chose.
MADE_UP = re.compile(r"(Get|Post|Put|Delete)$|Resource|[vV]\d")

JAVA = """
import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.%(api)s;
import org.openapitools.client.model.Prediction;
import org.openapitools.client.model.Row;
import org.openapitools.client.model.Rows;

public class Score {
    public static void main(String[] arguments) throws Exception {
        %(api)s service = new %(api)s(new ApiClient().setBasePath(arguments[0]));
        Row red = new Row().height(180.5).weight(75.0).count(3L).color("red");
        Row green = new Row().height(20.0).count(2L).color("gr\\u00fcn");
        Row blue = new Row().height(20.0).weight(10.0).count(3L).color("blue");
        Prediction one = service.predict(new Rows(red)%(nulls)s).getPrediction();
        List<Prediction> three = service.predict(new Rows(List.of(red, green, blue))%(nulls)s).getListPrediction();
        print(one);
        three.forEach(Score::print);
    }

    static void print(Prediction prediction) {
        String label = prediction.getPrediction();
        List<Double> score = prediction.getScore();
        System.out.println("{\\"prediction\\": \\"" + label + "\\", \\"score\\": " + score + "}");
    }
}
"""


@functools.lru_cache(maxsize=1)
def document(service):
    return send(service.address, "GET", "/q/openapi?format=json").require(200).json()


def operations(service):
    """Method and path of every operation, with what the document has of it."""
    for path, item in document(service)["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method]


def generator(service):
    """The command of openapi-generator, whose jar comes from Maven Central."""
    return ["java", "-jar", next(service.tools.glob("openapi-generator-cli-*.jar"))]


def generated(service, language):
    """The folder with a client for a language."""
    folder = service.folder / f"client-{language}"
    if not folder.exists():
        source = service.folder / "openapi.json"
        source.write_text(json.dumps(document(service)))
        run([*generator(service), "generate", "-g", language, "-i", source, "-o", folder])
    return folder


def run(command, **options):
    """Its standard output; raises with all of its output if it fails."""
    ended = subprocess.run(command, capture_output=True, text=True, **options)
    if ended.returncode:
        raise AssertionError(f"{command[0]} ended with {ended.returncode}:\n{(ended.stdout + ended.stderr)[-3000:]}")
    return ended.stdout


@check("openapi: openapi-generator finds the document valid")
def valid(service):
    source = service.folder / "openapi-validated.json"
    source.write_text(json.dumps(document(service)))
    printed = run([*generator(service), "validate", "-i", source])
    if "No validation issues detected" not in printed:
        raise AssertionError(printed[-2000:])


@check("openapi: every operation has an id and a tag that an author chose")
def names(service):
    found = dict(operations(service))
    ids = {name: operation.get("operationId") or "" for name, operation in found.items()}
    wrong = [f"{name}: id '{id}'" for name, id in ids.items() if not re.fullmatch("[a-z][A-Za-z]+", id) or MADE_UP.search(id)]
    for name, operation in found.items():
        tags = operation.get("tags", [])
        if len(tags) != 1 or "Resource" in tags[0] or len(tags[0].split()) > 4:
            wrong.append(f"{name}: tags {tags}")
    wrong += [f"id '{id}' is there twice" for id in set(ids.values()) if list(ids.values()).count(id) > 1]
    if wrong:
        raise AssertionError("\n".join(wrong))


@check("openapi: the operations are predict, score and infer")
def operation_ids(service):
    found = {name: operation.get("operationId") for name, operation in operations(service)}
    require_equal(
        [found.get("POST /predict"), found.get("POST /invocations"), found.get("POST /v2/models/{model}/infer")],
        ["predict", "score", "infer"],
    )


PYTHON = """
import importlib, json, pkgutil, sys
sys.path.insert(0, sys.argv[1])
import openapi_client, openapi_client.api

configuration = openapi_client.Configuration(host=sys.argv[2])
apis = [
    kind(openapi_client.ApiClient(configuration))
    for module in pkgutil.iter_modules(openapi_client.api.__path__)
    for name, kind in vars(importlib.import_module("openapi_client.api." + module.name)).items()
    if name.endswith("Api")
]
operation = lambda name: next(getattr(api, name) for api in apis if hasattr(api, name))
"""
PREDICT = PYTHON + """
rows = [openapi_client.Row(**row) for row in json.loads(sys.argv[3])]
predict = operation("predict")
one = predict(openapi_client.Rows(rows[0])).actual_instance
three = predict(openapi_client.Rows(rows)).actual_instance
assert all(isinstance(prediction, openapi_client.Prediction) for prediction in [one, *three]), (one, three)
print(json.dumps([{"prediction": p.prediction, "score": p.score} for p in [one, *three]]))
"""
SCORE = PYTHON + """
scored = operation("score")({"dataframe_records": json.loads(sys.argv[3])})
print(json.dumps(scored if isinstance(scored, dict) else scored.to_dict()))
"""


def python(service, program):
    """What a program prints that uses the generated client for Python."""
    rows = [{name: value for name, value in row.items() if value is not None} for row in expected.ROWS]
    arguments = [generated(service, "python"), service.address, json.dumps(rows)]
    return json.loads(run([sys.executable, "-c", program, *arguments]))


@check("openapi: the generated client for Python sends typed rows and gets typed predictions")
def python_predict(service):
    require_records(python(service, PREDICT), [expected.ROWS[0], *expected.ROWS])


@check("openapi: the generated client for Python scores rows as MLflow does")
def python_score(service):
    require_records(python(service, SCORE)["predictions"])


@check("openapi: the generated client for Java compiles, sends typed rows and gets typed predictions")
def java_predict(service):
    folder = generated(service, "java")
    sources = folder / "src/main/java/org/openapitools/client/api"
    api = next(path.stem for path in sources.glob("*Api.java") if " predict(" in path.read_text())
    parameters = document(service)["paths"]["/predict"]["post"].get("parameters", [])
    program = service.folder / "Score.java"
    program.write_text(JAVA % {"api": api, "nulls": ", null" * len(parameters)})
    run([PROJECT / "mvnw", "-q", "-B", "-f", folder / "pom.xml", "package", "-DskipTests", "-Dmaven.javadoc.skip"])
    classes = f"{folder}/target/classes:{folder}/target/lib/*"
    run(["javac", "-d", folder / "target/classes", "-cp", classes, program])
    printed = run(["java", "-cp", classes, "Score", service.address])
    require_records([json.loads(line) for line in printed.splitlines()], [expected.ROWS[0], *expected.ROWS])
