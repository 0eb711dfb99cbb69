"""Runs other people's clients, with their default settings, against the service.

Arguments: the service's jar or executable; a folder for all that is written; a folder for programs that are kept; words
that the names of the checks to run contain, all checks if there are none.
"""

import sys
import time
import traceback
import warnings
from pathlib import Path

import serving_servers
from clients import compression, errors, kserve_rest, metrics, mlflow_scoring, open_inference, openapi, startup, triton
from clients.registered import CHECKS, Service, Skipped

# Each of them registers its checks on import.
MODULES = (triton, kserve_rest, mlflow_scoring, open_inference, compression, errors, openapi, metrics, startup)


def run(service, words=()):
    """Runs the checks and prints each with its outcome; returns the numbers of passed, failed and skipped ones."""
    outcomes = {"passed": [], "FAILED": [], "SKIPPED": []}
    for name, function in CHECKS:
        if words and not any(word in name for word in words):
            continue
        start = time.monotonic()
        try:
            function(service)
            outcome, detail = "passed", ""
        except Skipped as reason:
            outcome, detail = "SKIPPED", f": {reason}"
        except AssertionError as failure:
            outcome, detail = "FAILED", f": {failure}"
        except Exception as failure:
            # What a client raises of its own.
            detail = traceback.format_exception_only(failure)[-1].strip()[:600]
            outcome, detail = "FAILED", f": {detail} at {place(failure)}"
        outcomes[outcome].append(name)
        print(f"{outcome:7} {name} ({time.monotonic() - start:.1f} s){detail}", flush=True)
    return tuple(len(names) for names in outcomes.values())


def place(failure):
    """The last line of a check that a failure came through."""
    frames = [frame for frame in traceback.extract_tb(failure.__traceback__) if "/clients/" in frame.filename]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "no check"


def main(program, folder, tools, *words):
    warnings.simplefilter("ignore")
    tracking = f"http://127.0.0.1:{serving_servers.free_port()}"
    with serving_servers.registry(tracking, folder), serving_servers.service(program, tracking, folder) as address:
        service = Service(address, serving_servers.operations(address), tracking, program, Path(folder), Path(tools))
        passed, failed, skipped = run(service, words)
    print(f"clients: {passed} passed, {failed} failed, {skipped} skipped")
    if failed or not passed:
        sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
