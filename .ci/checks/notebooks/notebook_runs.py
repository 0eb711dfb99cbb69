#!/usr/bin/env python3
"""The runs that 2-train-track.ipynb has to have left on the tracking server, whose address is the argument."""

import json
import sys
import urllib.request


def call(path, body):
    request = urllib.request.Request(
        f"{sys.argv[1]}/api/2.0/mlflow/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


experiments = call("experiments/search", {"max_results": 100, "filter": "name = 'iris-notebook'"})["experiments"]
runs = call("runs/search", {"experiment_ids": [experiments[0]["experiment_id"]], "max_results": 100})["runs"]
assert len(runs) == 4, f"{len(runs)} runs, not 4"
for run in runs:
    data = run["data"]
    metrics = {metric["key"]: metric["value"] for metric in data["metrics"]}
    tags = {tag["key"] for tag in data["tags"]}
    assert run["info"]["status"] == "FINISHED", run["info"]
    assert 0.5 <= metrics["accuracy"] <= 1 and metrics["log_loss"] > 0, metrics
    assert {param["key"] for param in data["params"]} == {"learning_rate", "epochs"}, data["params"]
    assert "lastmile.input.lake.interim.iris_features" in tags, tags
    print(run["info"]["run_name"], metrics["accuracy"], metrics["log_loss"])
