"""The pipeline as an Airflow DAG: one task a step, each the command that the make target of that name runs.

The parameter `args` is what a person gives as ARGS to `make raw-data`, such as `--url=… --sha256=…`. The step gets it as
a list of words: neither a shell nor make reads it.

The project's folder is the Airflow variable `project_folder`, by default the one that holds this file. A worker needs
what a person needs there: a JDK, make and git, and the project's settings in its environment (LASTMILE_*, MLFLOW_*).
"""

import os
import shlex
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from airflow.providers.standard.hooks.subprocess import SubprocessHook
from airflow.sdk import DAG, BaseOperator, Param, chain
from airflow.sdk.exceptions import AirflowException

STEPS = ("raw-data", "train-features", "interim-data", "train-model", "processed-data")
HERE = Path(__file__).resolve().parents[3]


class Step(BaseOperator):
    """Builds the project if it has changed, then runs a step; the command's output is the task's log."""

    template_fields = ("arguments", "folder", "orchestration_run")

    def __init__(self, *, command: str, arguments: str = "", **kwargs):
        super().__init__(do_xcom_push=False, **kwargs)
        self.command = command
        self.arguments = arguments
        self.folder = f"{{{{ var.value.get('project_folder', {str(HERE)!r}) }}}}"
        # Which Airflow run a tracking run belongs to.
        self.orchestration_run = "{{ run_id }}"

    @cached_property
    def hook(self):
        return SubprocessHook()

    def execute(self, context):
        self.call(["make", "--no-print-directory", "build"])
        self.call(["bin/step", self.command, *shlex.split(self.arguments)])

    def call(self, command: list[str]):
        # What a worker may have inherited from a make is for no other one.
        environment = {name: value for name, value in os.environ.items() if name not in ("ARGS", "MAKEFLAGS", "MFLAGS")}
        environment["LASTMILE_ORCHESTRATION_RUN"] = self.orchestration_run
        result = self.hook.run_command(command, env=environment, cwd=self.folder)
        if result.exit_code != 0:
            raise AirflowException(f"{shlex.join(command)} ended with exit code {result.exit_code}.")

    def on_kill(self):
        self.hook.send_sigterm()


with DAG(
    dag_id="dev.lastmile.template",
    description="From the raw file to predictions",
    doc_md=__doc__,
    schedule=None,
    # Of two concurrent runs, the second to publish a dataset would fail.
    max_active_runs=1,
    params={
        "args": Param(
            "",
            type="string",
            title="ARGS of make raw-data",
            description="Options such as --url=… --sha256=…",
            pattern="^[A-Za-z0-9_=:/.,@%+?&#~ -]*$",
            maxLength=4000,
        )
    },
    default_args={
        # A step that failed has published nothing: another attempt begins it anew.
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "retry_exponential_backoff": True,
        "execution_timeout": timedelta(hours=2),
    },
):
    chain(*(Step(task_id=step, command=step, arguments="{{ params.args }}" if step == "raw-data" else "") for step in STEPS))
