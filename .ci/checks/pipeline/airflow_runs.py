"""What the newest DAG run has left, in Airflow's database and on the tracking server.

Arguments: the database, the tracking server's address, the DAG run's state, then for each step its name, = and how its
tracking runs ended, in their order: `raw-data=FAILED,FINISHED`, or `train-features=` for a step that has not run.
"""

import json
import sqlite3
import sys
import urllib.request

database, tracking, state, *steps = sys.argv[1:]
expected = {step.partition("=")[0]: [end for end in step.partition("=")[2].split(",") if end] for step in steps}

with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
    run_id, found = connection.execute("select run_id, state from dag_run order by id desc limit 1").fetchone()
    tasks = {
        task: (ended, attempts)
        for task, ended, attempts in connection.execute(
            "select task_id, state, try_number from task_instance where run_id = ?", [run_id]
        )
    }


def call(path, body):
    request = urllib.request.Request(
        f"{tracking}/api/2.0/mlflow/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


experiments = call("experiments/search", {"max_results": 100})["experiments"]
runs = call(
    "runs/search",
    {
        "experiment_ids": [experiment["experiment_id"] for experiment in experiments],
        "filter": f"tags.\"lastmile.orchestration_run\" = '{run_id}'",
        "order_by": ["attributes.start_time ASC"],
        "max_results": 100,
    },
).get("runs", [])
ends = {step: [] for step in expected}
for run in runs:
    tags = {tag["key"]: tag["value"] for tag in run["data"]["tags"]}
    ends[tags["lastmile.step"]].append(run["info"]["status"])

print(f"{run_id}: {found}")
for step in expected:
    print(f"  {step}: task {tasks[step][0]} at attempt {tasks[step][1]}, tracking runs {', '.join(ends[step]) or 'none'}")
assert found == state, f"the DAG run is {found}, not {state}"
assert ends == expected, f"tracking runs ended as {ends}, not as {expected}"
for step, statuses in expected.items():
    task = "upstream_failed" if not statuses else "success" if statuses[-1] == "FINISHED" else "failed"
    assert tasks[step][0] == task, f"{step} is {tasks[step][0]}, not {task}"
    assert not statuses or tasks[step][1] == len(statuses), f"{step} has {tasks[step][1]} attempts, not {len(statuses)}"
