"""The servers that `make bench-serving` measures: the service of one or two checkouts, a server in Rust, and Python's."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import serving_servers

BENCHMARKS = Path(__file__).resolve().parents[3]
PROJECT = BENCHMARKS.parent
TARGET = BENCHMARKS / "target"
JAVA = ["-Xmx192m", "-XX:+UseSerialGC"]
OPTIONS = "template-serving/src/main/jvm.options"
READY = "/v2/health/ready"
OURS, OLD, RUST, WORKERS, PEER = "lastmile", "old", "rust", "workers", "peer"


@dataclass
class Contender:
    """A server: its command, its environment, the path that responds with 200 once it is ready."""

    name: str
    kind: str
    command: list
    ready: str
    environment: dict = field(default_factory=dict)
    # The command of its first start, where that differs.
    first: list | None = None
    logs: bool = False


def selected(names, case, folder, registry, address, old):
    """The contenders that can serve the case on this machine and whose names begin with one of the names."""
    contenders = services(PROJECT, OURS, "lastmile", case, folder, registry, address)
    if old:
        contenders += services(old, OLD, f"old {revision(old)}", case, folder, registry, address)
    if "rust".startswith(names):
        contenders += rust(case, folder, address, [PROJECT, old] if old else [PROJECT])
    if case.name == "pair":
        contenders += python_peers(folder, address)
    return [contender for contender in contenders if contender.name.startswith(names)]


def services(checkout, kind, name, case, folder, registry, address):
    """The service of a checkout: on a JVM, with its log and without; native, where that is built; without its event loop."""
    target = checkout / "template-serving/target"
    jar = target / "quarkus-app/quarkus-run.jar"
    contenders = []
    for title, logs in ((f"{name}, JVM", False), (f"{name}, JVM, with its log", True)):
        own = Path(folder, f"{kind}-{case.name}-{'logged' if logs else 'plain'}")
        own.mkdir(exist_ok=True)
        environment = service_environment(case, own, registry, address, logs)
        # A first start leaves an archive of its classes, as make deploy-realtime-model has it.
        started, first = (
            ["java", *JAVA, f"@{checkout / OPTIONS}", f"-XX:{option}={own}/classes.jsa", "-jar", jar]
            for option in ("SharedArchiveFile", "ArchiveClassesAtExit")
        )
        contenders.append(Contender(title, kind, started, READY, environment, first, logs))
    for runner in target.glob("*-runner"):
        environment = service_environment(case, own, registry, address, False)
        contenders.append(Contender(f"{name}, native", kind, [runner], READY, environment))
    if kind == OURS:
        # Every request through Jakarta REST, on a worker thread.
        plain = contenders[0]
        environment = {**plain.environment, "LASTMILE_SERVING_EVENT_LOOP_BODY": "0"}
        contenders.append(Contender("worker threads, JVM", WORKERS, plain.command, READY, environment, plain.first))
    return contenders


def service_environment(case, folder, registry, address, logs):
    return {
        "MLFLOW_TRACKING_URI": registry,
        "LASTMILE_SERVING_MODEL": case.registered,
        "LASTMILE_SERVING_PORT": address.rsplit(":", 1)[1],
        "LASTMILE_SERVING_MANAGEMENT_PORT": serving_servers.MANAGEMENT[address].rsplit(":", 1)[1],
        "LASTMILE_SERVING_CACHE": f"{folder}/cache",
        "LASTMILE_SERVING_LOG_ENABLED": str(logs).lower(),
        "LASTMILE_SERVING_LOG_FILE": f"{folder}/predictions",
    }


def revision(checkout):
    return subprocess.run(
        ["git", "-C", checkout, "rev-parse", "--short=7", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()


def rust(case, folder, address, checkouts):
    """A minimal server in Rust on the merged graph and on the ONNX Runtime of the service."""
    if not shutil.which("cargo"):
        print("skipped: rust, as cargo is not on the path", file=sys.stderr)
        return []
    source, target = BENCHMARKS / "rust-server", TARGET / "rust-server"
    subprocess.run(
        ["cargo", "build", "--quiet", "--release", "--locked", "--manifest-path", source / "Cargo.toml", "--target-dir", target],
        check=True,
    )
    graph = Path(folder, f"{case.name}.onnx")
    graph.write_bytes(case.merged().SerializeToString())
    command = [target / "release/rust-server", address.rsplit(":", 1)[1], graph]
    return [Contender("rust", RUST, command, "/ping", {"ORT_DYLIB_PATH": onnx_runtime(folder, checkouts)})]


def onnx_runtime(folder, checkouts):
    """The native library in the jar that the service of the first built checkout has."""
    jars = (
        jar for checkout in checkouts
        for jar in checkout.glob("template-serving/target/quarkus-app/lib/main/com.microsoft.onnxruntime.onnxruntime-*.jar")
    )
    jar = next(jars, None)
    if jar is None:
        sys.exit("error: the service is not built, whose ONNX Runtime the server in Rust loads. Run: make bench-serving")
    machine = {"x86_64": "x64", "aarch64": "aarch64"}[os.uname().machine]
    with zipfile.ZipFile(jar) as archive:
        return archive.extract(f"ai/onnxruntime/native/linux-{machine}/libonnxruntime.so", folder)


def python_peers(folder, address):
    """`mlflow models serve` and MLServer with the pair as one pyfunc model, which lies in the folder."""
    port = address.rsplit(":", 1)[1]
    binaries = serving_servers.BINARIES
    serve = [
        binaries / "mlflow", "models", "serve", "--model-uri", f"{folder}/pair", "--env-manager", "local",
        "--host", "127.0.0.1", "--port", port,
    ]
    path = {"PATH": f"{binaries}:{os.environ['PATH']}"}
    peers = [
        Contender(f"mlflow, {workers} workers", PEER, [*serve, "--workers", workers], "/ping", path) for workers in ("1", "2")
    ]
    mlserver = TARGET / "mlserver/bin/mlserver"
    if mlserver.exists():
        Path(folder, "settings.json").write_text(json.dumps({"host": "127.0.0.1", "http_port": int(port), "debug": False}))
        Path(folder, "model-settings.json").write_text(json.dumps({
            "name": "pair", "implementation": "mlserver_mlflow.MLflowRuntime", "parameters": {"uri": f"{folder}/pair"},
        }))
        peers.append(Contender("MLServer", PEER, [mlserver, "start", folder], "/v2/models/pair/ready"))
    return peers
