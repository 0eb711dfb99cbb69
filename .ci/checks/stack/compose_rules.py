"""What every service of the stack has: python compose_rules.py CONFIGURATION.json .env FILE.yml ..."""

import json
import re
import sys
from pathlib import Path

configuration = json.loads(Path(sys.argv[1]).read_text())
passwords = dict(line.split("=", 1) for line in Path(sys.argv[2]).read_text().splitlines() if "=" in line)
services = configuration["services"]
wrong = []

# A job ends; others wait until it has.
jobs = {
    name
    for service in services.values()
    for name, dependency in service.get("depends_on", {}).items()
    if dependency["condition"] == "service_completed_successfully"
}
for name, service in services.items():
    if name not in jobs and not service.get("healthcheck", {}).get("test"):
        wrong.append(f"{name} has no health check")
    for port in service.get("ports", []):
        if port.get("host_ip") != "127.0.0.1":
            wrong.append(f"{name} has port {port['published']} open on {port.get('host_ip', 'every address')}")
    for dependency, how in service.get("depends_on", {}).items():
        if how["condition"] == "service_started":
            wrong.append(f"{name} does not wait until {dependency} is healthy")
    for volume in service.get("volumes", []):
        source = Path(volume["source"])
        if volume["type"] != "bind" or not source.is_relative_to(Path.cwd()):
            wrong.append(f"{name} has a volume outside of the project's folder: {volume['source']}")
        elif not volume.get("read_only") and source.relative_to(Path.cwd()).parts[0] not in ("data", "models", "notebooks"):
            wrong.append(f"{name} can write to {volume['source']}")
    if not re.search(r":[^:/]*\d", service["image"]) and not service.get("build"):
        wrong.append(f"{name} has an image that is not pinned: {service['image']}")

# A service has the passwords that it works with, and no other's.
USED_BY = {
    "POSTGRES_PASSWORD": {"postgres"},
    "S3_ROOT_USER": {"s3", "buckets"},
    "S3_ROOT_PASSWORD": {"s3", "buckets"},
    "MLFLOW_DATABASE_PASSWORD": {"postgres", "mlflow"},
    "MLFLOW_S3_ACCESS_KEY_ID": {"buckets", "mlflow"},
    "MLFLOW_S3_SECRET_ACCESS_KEY": {"buckets", "mlflow"},
    "LASTMILE_CATALOG_PASSWORD": {"postgres", "jupyter"},
    "AWS_ACCESS_KEY_ID": {"buckets", "jupyter"},
    "AWS_SECRET_ACCESS_KEY": {"buckets", "jupyter"},
    "PREDICTIONS_DATABASE_PASSWORD": {"postgres", "serving"},
    "LASTMILE_SERVING_API_KEY": {"serving", "jupyter"},
    "JUPYTER_TOKEN": {"jupyter"},
}
for name, value in passwords.items():
    users = {user for user, service in services.items() if value in json.dumps(service)}
    if users != USED_BY[name]:
        wrong.append(f"{name} is given to {sorted(users)}, expected {sorted(USED_BY[name])}")

# What runs outside of the containers cannot be changed in one.
for name, service in services.items():
    mounts = [(Path(volume["source"]), volume.get("read_only", False)) for volume in service.get("volumes", [])]
    for source, read_only in mounts:
        if read_only or source.parts[len(Path.cwd().parts)] != "notebooks":
            continue
        for path in source.rglob("*"):
            covered = any(lock and path.is_relative_to(locked) for locked, lock in mounts)
            if path.is_file() and not covered and path.suffix not in (".ipynb", ".jshell"):
                wrong.append(f"{name} can write to {path.relative_to(Path.cwd())}, which runs outside of the containers")

for path in map(Path, sys.argv[3:]):
    text = path.read_text()
    wrong += [f"{path} has the value of {name}" for name, value in passwords.items() if value in text]
    # A variable that is secret has no default.
    wrong += [
        f"{path} has a password: {line.strip()}"
        for line in text.splitlines()
        if re.search(r"(?i)^\s*\w*(password|secret|token|_key)\w*:\s+(?!\$\{\w+(:\?[^}]*)?\}$)\S|//\w+:(?!\$\{\w+:\?)[^/\s]*@", line)
    ]

print("\n".join(wrong) or f"{len(services)} services as they should be: {', '.join(sorted(services))}")
sys.exit(bool(wrong))
