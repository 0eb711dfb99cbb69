"""What has to have arrived at the fake workspace: databricks_requests.py REQUESTS.jsonl TARGET BYTES_OF_THE_JAR"""

import json
import sys
import urllib.parse

log, target, size = sys.argv[1:]
with open(log) as file:
    requests = [json.loads(line) for line in file]


def same(what, got, wanted):
    if got != wanted:
        sys.exit(f"{target}: {what} is {got!r}, and not {wanted!r}")


created = [request["body"] for request in requests if request["request"].endswith("/jobs/create")]
job = created[-1]
tasks = job["tasks"]
names = ["raw-data", "train-features", "interim-data", "train-model", "processed-data"]
same("the order of the tasks", sorted((task["task_key"] for task in tasks), key=names.index), names)
jar = f"/Workspace/Users/jan@example.org/.bundle/template/{target}/artifacts/.internal/job.jar"
for task in tasks:
    name = task["task_key"]
    before = names[: names.index(name)][-1:]
    same(f"what {name} waits for", [one["task_key"] for one in task.get("depends_on", [])], before)
    same(f"the class of {name}", task["spark_jar_task"]["main_class_name"].split(".template.")[-1], "model.Main")
    same(f"the command of {name}", task["spark_jar_task"]["parameters"], [name])
    same(f"the jar of {name}", task["libraries"], [{"jar": jar}])
    same(f"the retries of {name}", task["max_retries"], 1)
    same(f"the cluster of {name}", task["job_cluster_key"], "jobs")
cluster = job["job_clusters"][0]["new_cluster"]
environment = cluster["spark_env_vars"]
same("the tracking address", environment["MLFLOW_TRACKING_URI"], "databricks")
same("the token", environment["DATABRICKS_TOKEN"], "{{secrets/template/token}}")
same("the catalog", environment["LASTMILE_CATALOG_URI"], "unity:lake")
same("the experiment", environment["MLFLOW_EXPERIMENT_NAME"], f"/Shared/template-{target}")
same("the host", environment["DATABRICKS_HOST"].startswith("http://127.0.0.1:"), True)
files = f"/Workspace/Users/jan@example.org/.bundle/template/{target}/files"
script = f"{files}/bin/databricks-init"
same("what the cluster begins with", cluster["init_scripts"], [{"workspace": {"destination": script}}])
same("the jar that it takes", environment["LASTMILE_JOB_JAR"], jar)
same("the extension", cluster["spark_conf"]["spark.sql.extensions"].split(".")[-1], "IcebergSparkSessionExtensions")
uploads = [urllib.parse.unquote(request["request"]).split("/import-file/")[-1] for request in requests if "/import-file/" in request["request"]]
same("the files that were uploaded", {name for name in uploads if f"/{target}/files/" in name}, {script.lstrip("/")})
same("the runtime", cluster["spark_version"], "18.0.x-scala2.13")
uploaded = [request["body"] for request in requests if urllib.parse.unquote(request["request"]).endswith(jar.lstrip("/"))]
same("the jar that was uploaded", uploaded[-1:], [f"{size} bytes"])
refused = [request["request"] for request in requests if request["status"] == 401 and "databricks-config" not in request["request"]]
same("requests without the token", refused, [])
print(f"{target}: one job of {', '.join(names)}, and a jar of {size} bytes")
