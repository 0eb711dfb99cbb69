"""The service's metrics, read by Prometheus' own linter."""

import re
import shutil
import subprocess

from clients.http_requests import send
from clients.registered import Skipped, check


def promtool(service):
    """The program, from this machine or from Debian's package prometheus, of which nothing is installed or started."""
    found = shutil.which("promtool")
    if found:
        return found
    kept = service.tools / "usr/bin/promtool"
    if not kept.exists():
        if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
            raise Skipped("there is no promtool, and no apt-get to download Debian's package prometheus with")
        service.tools.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "update", "-qq"], check=True, stdout=subprocess.DEVNULL)
        options = ["-qq", "-o", "APT::Sandbox::User=root"]
        subprocess.run(["apt-get", "download", *options, "prometheus"], check=True, cwd=service.tools)
        package = next(service.tools.glob("prometheus_*.deb"))
        subprocess.run(["dpkg-deb", "--extract", package, service.tools], check=True)
        package.unlink()
    return kept


def findings(program, text):
    """The lines that promtool prints about metrics in its text format."""
    ended = subprocess.run([program, "check", "metrics"], input=text, capture_output=True, text=True)
    return (ended.stdout + ended.stderr).splitlines()


@check("promtool: no finding about the service's own metrics")
def lint(service):
    program = promtool(service)
    # A linter that finds nothing here would find nothing anywhere.
    if not any(line.startswith("lastmile_rows_total") for line in findings(program, "lastmile_rows_total 1\n")):
        raise AssertionError("promtool has no finding about a metric without a description")
    text = send(service.operations, "GET", "/q/metrics", Accept="text/plain").require(200).body.decode()
    names = set(re.findall(r"^# TYPE (lastmile_\w+)", text, re.MULTILINE))
    if len(names) < 5:
        raise AssertionError(f"there are only the metrics {sorted(names)}")
    own = [line for line in findings(program, text) if line.startswith("lastmile_") or "error" in line]
    if own:
        raise AssertionError("\n".join(own))
    undescribed = [name for name in sorted(names) if not re.search(rf"^# HELP {name} \w+ \w+", text, re.MULTILINE)]
    if undescribed:
        raise AssertionError(f"metrics without a description: {undescribed}")
