"""Fills a tracking server, moves what it has with mlflow-export-import, and compares what has arrived.

transfer SOURCE TARGET RESULT FOLDER  fills the source, runs every command of the tool, writes what came of it as JSON
compare ONE OTHER                     two such results are the same
same SOURCE TARGET                    two servers have the same
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag

EXPERIMENT = "flowers"
MODEL = "iris-model"
# What a server or a copy adds by itself.
OWN_TAGS = ("mlflow_exim.", "lastmile.copy.", "mlflow.user", "mlflow.source.", "mlflow.modelVersions")
IDS = re.compile(r"\b[0-9a-f]{32}\b")


def fill(server):
    client = MlflowClient(server)
    experiment = client.create_experiment(EXPERIMENT, tags={"owner": "anna", "empty": ""})
    names = {}
    for name in ["parent", "child", "plain"]:
        tags = {"kind": name, "unicode": "größe 🌵"}
        if name == "child":
            tags["mlflow.parentRunId"] = names["parent"]
        run = client.create_run(experiment, start_time=1_700_000_000_000 + len(names), run_name=name, tags=tags)
        names[name] = run.info.run_id
        metrics = [Metric("loss", 1 / (step + 1), 1000 + step, step) for step in range(1500)]
        for begin in range(0, len(metrics), 1000):
            client.log_batch(run.info.run_id, metrics[begin : begin + 1000])
        client.log_batch(
            run.info.run_id,
            metrics=[Metric("nan", float("nan"), 1, 0), Metric("infinite", float("inf"), 1, 0)],
            params=[Param(f"p{i}", "x" * i) for i in range(99)] + [Param("long", "y" * 5000)],
            tags=[RunTag("note", "a\nb")],
        )
        dataset = Dataset(name="lake.raw.iris", digest="42", source_type="iceberg", source="{}", profile='{"rows": 150}')
        client.log_inputs(run.info.run_id, [DatasetInput(dataset, [InputTag("mlflow.data.context", "training")])])
        with tempfile.TemporaryDirectory() as folder:
            for path, content in {
                "model/MLmodel": f"flavors: {{}}\nrun_id: {run.info.run_id}\n",
                "model/model.onnx": "\0\1\2" * 1000,
                "model/empty": "",
                "report with spaces.txt": name,
            }.items():
                os.makedirs(os.path.dirname(os.path.join(folder, path)) or folder, exist_ok=True)
                with open(os.path.join(folder, path), "w", encoding="utf-8", newline="") as file:
                    file.write(content)
            client.log_artifacts(run.info.run_id, folder)
        client.set_terminated(run.info.run_id, "FAILED" if name == "plain" else "FINISHED", 1_700_000_060_000)
    client.create_registered_model(MODEL, tags={"team": "garden"}, description="of iris")
    for name in ["parent", "child", "plain"]:
        uri = client.get_run(names[name]).info.artifact_uri
        version = client.create_model_version(
            MODEL, f"{uri}/model", names[name], tags={"lastmile.digest": "sha256:" + name}, description=f"of {name}"
        )
        if name == "child":
            client.delete_model_version(MODEL, version.version)
    client.transition_model_version_stage(MODEL, "1", "Production")
    client.set_registered_model_alias(MODEL, "champion", "3")
    client.set_registered_model_alias(MODEL, "previous", "1")
    forest = client.create_logged_model(
        experiment, name="forest", source_run_id=names["parent"], tags={"kind": "tree"}, params={"depth": "3"}
    )
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "MLmodel"), "w", encoding="utf-8") as file:
            file.write("flavors: {}\n")
        client.log_model_artifacts(forest.model_id, folder)
    client.finalize_logged_model(forest.model_id, "READY")
    client.create_registered_model("forest")
    client.create_model_version("forest", f"models:/{forest.model_id}", names["parent"], model_id=forest.model_id)
    mlflow.set_tracking_uri(server)
    mlflow.set_registry_uri(server)
    mlflow.genai.register_prompt(name="greeting", template="Hello {{name}}", tags={"tone": "kind"})
    mlflow.genai.register_prompt(name="greeting", template="Dear {{name}}")
    assert mlflow.genai.load_prompt("prompts:/greeting/1").template == "Hello {{name}}"
    assert [prompt.name for prompt in mlflow.genai.search_prompts()] == ["greeting"]


def state(server):
    """All that a server has, with the names of runs in place of their ids."""
    client = MlflowClient(server)
    names = {}
    experiments = {}
    for experiment in client.search_experiments():
        for run in client.search_runs([experiment.experiment_id]):
            names[run.info.run_id] = run.info.run_name
        for model in client.search_logged_models([experiment.experiment_id]):
            names[model.model_id.removeprefix("m-")] = model.name
    for experiment in client.search_experiments():
        runs = [state_of_run(client, run, names) for run in client.search_runs([experiment.experiment_id])]
        # An empty default experiment is there from the start.
        if runs or experiment.name != "Default":
            experiments[experiment.name] = {
                "tags": tags(experiment.tags, names),
                "models": sorted(
                    [model.name, str(model.status), tags(model.tags, names), model.params, names.get(model.source_run_id)]
                    for model in client.search_logged_models([experiment.experiment_id])
                ),
                "runs": sorted(runs, key=lambda run: (run["name"], json.dumps(run))),
            }
    models = {}
    for prompts in ["", "tags.`mlflow.prompt.is_prompt` = 'true'"]:
        for model in client.search_registered_models(prompts or None):
            versions = client.search_model_versions(f"name='{model.name}'" + (prompts and " and " + prompts))
            models[model.name] = {
                "description": model.description or "",
                "tags": tags(model.tags, names),
                "aliases": {alias: str(version) for alias, version in model.aliases.items()},
                "versions": sorted(
                    [
                        {
                            "version": int(version.version),
                            "stage": version.current_stage,
                            "description": version.description or "",
                            "tags": tags(version.tags, names),
                            "run": named(version.run_id or "", names),
                            "source": re.sub(r"^mlflow-artifacts:/\d+/", "", named(version.source, names)),
                            "status": version.status,
                        }
                        for version in versions
                    ],
                    key=lambda version: version["version"],
                ),
            }
    return {"experiments": experiments, "models": models}


def state_of_run(client, run, names):
    run = client.get_run(run.info.run_id)
    with tempfile.TemporaryDirectory() as folder:
        mlflow.artifacts.download_artifacts(
            run_id=run.info.run_id, dst_path=folder, tracking_uri=client.tracking_uri
        ) if client.list_artifacts(run.info.run_id) else None
        files = {}
        for parent, _, entries in os.walk(folder):
            for entry in entries:
                path = os.path.join(parent, entry)
                with open(path, "rb") as file:
                    # The tool writes the new id of the run into MLmodel, a copy leaves the old one.
                    content = re.sub(rb"\b[0-9a-f]{32}\b", b"ID", file.read())
                files[os.path.relpath(path, folder)] = hashlib.sha256(content).hexdigest()
    return {
        "name": run.info.run_name,
        "status": run.info.status,
        "start": run.info.start_time,
        "end": run.info.end_time,
        "params": run.data.params,
        "tags": tags(run.data.tags, names),
        "metrics": {
            key: sorted(
                [repr(point.value), point.timestamp, point.step]
                for point in client.get_metric_history(run.info.run_id, key)
            )
            for key in run.data.metrics
        },
        "datasets": [
            [entry.dataset.name, entry.dataset.digest, entry.dataset.source, entry.dataset.profile]
            + [f"{tag.key}={tag.value}" for tag in entry.tags]
            for entry in run.inputs.dataset_inputs
        ],
        "files": dict(sorted(files.items())),
    }


def tags(values, names):
    return {key: named(value, names) for key, value in sorted(values.items()) if not key.startswith(OWN_TAGS)}


def named(text, names):
    return IDS.sub(lambda match: names.get(match.group(), "ID"), text)


def transfer(source, target, result, folder):
    fill(source)
    commands = [
        (source, "experiment.export_experiment", "--experiment", EXPERIMENT, "--output-dir", f"{folder}/experiment"),
        (target, "experiment.import_experiment", "--experiment-name", EXPERIMENT, "--input-dir", f"{folder}/experiment"),
        (source, "run.export_run", "--run-id", run_id(source, "parent"), "--output-dir", f"{folder}/run"),
        (target, "run.import_run", "--experiment-name", "one run", "--input-dir", f"{folder}/run"),
        (source, "model.export_model", "--model", MODEL, "--output-dir", f"{folder}/model"),
        (target, "model.import_model", "--model", MODEL, "--experiment-name", "of model", "--input-dir", f"{folder}/model"),
        (source, "bulk.export_all", "--output-dir", f"{folder}/all"),
        (target, "bulk.import_models", "--input-dir", f"{folder}/all", "--delete-model", "True"),
        (target, "bulk.import_experiments", "--input-dir", f"{folder}/all/experiments"),
    ]
    outcomes = []
    for server, module, *arguments in commands:
        done = subprocess.run(
            [sys.executable, "-m", "mlflow_export_import." + module, *arguments],
            env={**os.environ, "MLFLOW_TRACKING_URI": server, "MLFLOW_REGISTRY_URI": server},
            capture_output=True,
            text=True,
        )
        errors = [
            re.sub(r"\b\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\b", "", IDS.sub("ID", line.strip()).replace(server, "SERVER"))
            for line in (done.stdout + done.stderr).splitlines()
            if re.search(r"Error\b|Exception\b|ERROR", line)
        ]
        print(f"{module}: {'done' if done.returncode == 0 and not errors else 'with errors'}")
        outcomes.append([module, done.returncode, [line.replace(folder, "FOLDER") for line in errors]])
    with open(result, "w", encoding="utf-8") as file:
        # When it imported is not something that the tool keeps.
        arrived = state(target)
        for experiment in arrived["experiments"].values():
            for run in experiment["runs"]:
                run["start"] = run["end"] = None
        json.dump({"commands": outcomes, "arrived": arrived}, file, indent=1, sort_keys=True)


def run_id(server, name):
    client = MlflowClient(server)
    experiment = client.get_experiment_by_name(EXPERIMENT)
    return client.search_runs([experiment.experiment_id], f"run_name = '{name}'")[0].info.run_id


def compare(one, other):
    documents = []
    for path in [one, other]:
        with open(path, encoding="utf-8") as file:
            documents.append(json.load(file))
    first = documents[0]
    assert_same(*documents)
    runs = first["arrived"]["experiments"][EXPERIMENT]["runs"]
    assert {run["name"] for run in runs} == {"parent", "child", "plain"}, [run["name"] for run in runs]
    assert all(run["files"] and len(run["metrics"]["loss"]) == 1500 for run in runs)
    print(f"{len(first['commands'])} commands of mlflow-export-import do the same between embedded and real servers:")
    for module, code, errors in first["commands"]:
        print(f"  {module}: exit code {code}{', ' + errors[-1][:150] if errors else ''}")


def same(source, target):
    one, other = state(source), state(target)
    assert_same(one, other)
    versions = {model: [v["version"] for v in entry["versions"]] for model, entry in one["models"].items()}
    assert versions == {MODEL: [1, 3], "forest": [1], "greeting": [1, 2]}, versions
    aliases = one["models"][MODEL]["aliases"]
    assert aliases == {"champion": "3", "previous": "1"}, aliases
    print(f"{target} has the same as {source}")


def assert_same(one, other, path=""):
    if isinstance(one, dict) and isinstance(other, dict):
        assert one.keys() == other.keys(), f"{path}: {sorted(one.keys() ^ other.keys())}"
        for key in one:
            assert_same(one[key], other[key], f"{path}/{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other)):
            assert_same(left, right, f"{path}[{index}]")
    else:
        assert one == other, f"{path}: {one!r} is not {other!r}"


if __name__ == "__main__":
    {"transfer": transfer, "compare": compare, "same": same}[sys.argv[1]](*sys.argv[2:])
