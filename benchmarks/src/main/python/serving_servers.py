"""Starts the servers that checks of the service need: a real MLflow registry, the service, `mlflow models serve`."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import serving_models

BINARIES = Path(sys.executable).parent
# Of each service that was started here: the address of its management port by that of its main port.
MANAGEMENT = {}


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def listens(address):
    host, port = address.removeprefix("http://").split(":")
    with socket.socket() as client:
        return client.connect_ex((host, int(port))) == 0


@contextlib.contextmanager
def running(name, command, address, path, folder, pause=0.5, **environment):
    """Starts a server and waits until the path is answered with 200; yields its process, and ends it."""
    log = Path(folder, name + ".log")
    with log.open("w") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, cwd=folder, env={**os.environ, **environment},
            start_new_session=True,
        )
    try:
        for _ in range(int(120 / pause)):
            with contextlib.suppress(OSError):
                if urllib.request.urlopen(address + path, timeout=5).status == 200:
                    break
            if process.poll() is not None:
                sys.exit(f"{name} ended: {log.read_text()[-2000:]}")
            time.sleep(pause)
        else:
            sys.exit(f"{name} is not ready: {log.read_text()[-2000:]}")
        yield process
    finally:
        # With the processes that it has started: mlflow leaves its own behind.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            # MLServer, for one, does not always end when it is told to.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        # These may listen for a while longer, and would pass for the next server at the address.
        while listens(address):
            time.sleep(0.1)


@contextlib.contextmanager
def registry(address, folder, register=serving_models.register):
    """A real MLflow server with the pair of serving_models, or what else is registered; all is written into the folder."""
    server = [
        BINARIES / "mlflow", "server", "--host", "127.0.0.1", "--port", address.split(":")[2], "--workers", "1",
        "--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--artifacts-destination", f"{folder}/artifacts",
    ]
    with running("registry", server, address, "/health", folder, MLFLOW_SERVER_ENABLE_JOB_EXECUTION="false"):
        register(address)
        yield


@contextlib.contextmanager
def service(program, tracking, folder, **environment):
    """The address of a service, a jar or an executable, that serves the champion of a registry."""
    with service_process(program, tracking, folder, **environment) as (address, _):
        yield address


@contextlib.contextmanager
def service_process(program, tracking, folder, **environment):
    """The same with its process; services of one folder share their cache."""
    address = f"http://127.0.0.1:{free_port()}"
    port = address.split(":")[2]
    MANAGEMENT[address] = f"http://127.0.0.1:{free_port()}"
    settings = {
        "MLFLOW_TRACKING_URI": tracking,
        "LASTMILE_SERVING_MODEL": serving_models.CLASSIFIER,
        "LASTMILE_SERVING_PORT": port,
        "LASTMILE_SERVING_MANAGEMENT_PORT": MANAGEMENT[address].split(":")[2],
        "LASTMILE_SERVING_CACHE": f"{folder}/cache",
        "LASTMILE_SERVING_LOG_FILE": f"{folder}/predictions-{port}",
        **environment,
    }
    with running(f"service-{port}", command(program), address, "/v2/health/ready", folder, **settings) as process:
        yield address, process


def operations(address):
    """Where /q/metrics and /q/health of a service are: at its management port if it has one, else at its main port."""
    management = MANAGEMENT.get(address)
    return management if management and listens(management) else address


def fetch(program, tracking, cache):
    """Has the service download the champion into a folder."""
    settings = {
        "MLFLOW_TRACKING_URI": tracking,
        "LASTMILE_SERVING_MODEL": serving_models.CLASSIFIER,
        "LASTMILE_SERVING_MODELS": "fetch",
        "LASTMILE_SERVING_PORT": "0",
        "LASTMILE_SERVING_CACHE": cache,
        "LASTMILE_SERVING_LOG_ENABLED": "false",
    }
    subprocess.run(command(program), check=True, env={**os.environ, **settings})


def command(program):
    program = os.path.abspath(program)
    return ["java", "-jar", program] if program.endswith(".jar") else [program]


@contextlib.contextmanager
def service_alone(program, folder):
    """The same with a registry of its own."""
    tracking = f"http://127.0.0.1:{free_port()}"
    with registry(tracking, folder), service(program, tracking, folder) as address:
        yield address


@contextlib.contextmanager
def service_and_mlflow(program, folder):
    """The addresses of the service and of `mlflow models serve`, which answer with the same pair of models."""
    peer = f"http://127.0.0.1:{free_port()}"
    with service_alone(program, folder) as service:
        serving_models.save_pair(f"{folder}/pair")
        serve = [
            BINARIES / "mlflow", "models", "serve", "--model-uri", f"{folder}/pair", "--env-manager", "local",
            "--host", "127.0.0.1", "--port", peer.split(":")[2],
        ]
        with running("mlflow", serve, peer, "/ping", folder, PATH=f"{BINARIES}:{os.environ['PATH']}"):
            yield service, peer
