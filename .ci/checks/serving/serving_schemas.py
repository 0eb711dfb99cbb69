"""Sends what schemathesis makes up from two OpenAPI documents: the Open Inference Protocol's own, and the service's.

Arguments: the service's jar, a folder for all that is written, and how many requests there are to be at least.
"""

import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import serving_models
import serving_servers

PROTOCOL = Path(__file__).parents[2] / "schemas" / "open_inference_rest.yaml"
CHECKS = "not_a_server_error,content_type_conformance,response_schema_conformance"
# Of each operation and each of the four runs.
EXAMPLES = 1200
# Half of the requests name the model that there is.
CONFIGURATION = f"""
[parameters]
"path.MODEL_NAME" = "{serving_models.CLASSIFIER}"
"path.MODEL_VERSION" = "1"
"path.model" = "{serving_models.CLASSIFIER}"
"path.version" = "1"
"""


def documents(service, folder):
    """Names and files of the documents; the protocol's writes ${NAME} where OpenAPI has {NAME}."""
    protocol = Path(folder, "protocol.yaml")
    protocol.write_text(PROTOCOL.read_text().replace("${", "{"))
    own = Path(folder, "service.json")
    own.write_bytes(urllib.request.urlopen(service + "/q/openapi?format=json").read())
    return {"Open Inference Protocol": protocol, "the service": own}


def run(document, service, folder, examples, checks, configuration):
    """How many requests there were; ends the program if one of the checks failed."""
    command = [serving_servers.BINARIES / "schemathesis"]
    if configuration:
        Path(folder, "schemathesis.toml").write_text(configuration)
        command += ["--config-file", f"{folder}/schemathesis.toml"]
    command += [
        "run", document, "--url", service, "--phases", "fuzzing", "--mode", "all", "--max-examples", str(examples),
        "--checks", checks, "--suppress-health-check", "all", "--no-color", "--continue-on-failure",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    print(ended.stdout[-6000:], ended.stderr[-2000:])
    if ended.returncode:
        sys.exit(f"schemathesis found failures by {document}")
    return sum(int(count.replace(",", "")) for count in re.findall(r"([\d,]+) generated", ended.stdout))


def main(jar, folder, least="10000"):
    sent = 0
    with serving_servers.service_alone(jar, folder) as service:
        for name, document in documents(service, folder).items():
            for configuration in (CONFIGURATION, ""):
                print(f"{name}, {'the model that there is' if configuration else 'any model'}")
                sent += run(document, service, folder, EXAMPLES, CHECKS, configuration)
    print(f"{sent} requests, none of them answered with a failure of the service")
    if sent < int(least):
        sys.exit(f"there were to be at least {least}")


if __name__ == "__main__":
    main(*sys.argv[1:])
