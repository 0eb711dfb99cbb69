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
depths = set()
for run in runs:
    data = run["data"]
    metrics = {metric["key"]: metric["value"] for metric in data["metrics"]}
    tags = {tag["key"] for tag in data["tags"]}
    params = {param["key"]: param["value"] for param in data.get("params", [])}
    assert run["info"]["status"] == "FINISHED", run["info"]
    assert 0.5 <= metrics["accuracy"] <= 1 and metrics["log_loss"] > 0, metrics
    assert "lastmile.input.lake.interim.iris_features" in tags, tags
    depths.add(params.get("max_depth"))
    print(run["info"]["run_name"], metrics["accuracy"], metrics["log_loss"])
assert len(runs) == 4 and depths == {None, "2", "4", "8"}, f"{len(runs)} runs, of the depths {depths}"
