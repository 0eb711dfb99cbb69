"""The pipeline as an Airflow DAG: one task a step, each the make target that a person calls.

The parameter `args` is what a person gives as ARGS to `make raw-data`, such as `--url=… --sha256=…`.

The project's folder is the Airflow variable `project_folder`, by default the one that holds this file. A worker needs
what a person needs there: a JDK, make and git, and the project's settings in its environment (LASTMILE_*, MLFLOW_*).
"""

from datetime import timedelta
from pathlib import Path

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Param, chain

STEPS = ["raw-data", "train-features", "interim-data", "train-classifier", "processed-data"]
HERE = Path(__file__).resolve().parents[3]


def task(step: str) -> BashOperator:
    return BashOperator(
        task_id=step,
        # Said to make itself: what it may have inherited, in a variable or in MAKEFLAGS, is for no step.
        bash_command=f'make --no-print-directory {step} ARGS="$ARGS"',
        cwd=f"{{{{ var.value.get('project_folder', {str(HERE)!r}) }}}}",
        env={
            # Which Airflow run a tracking run belongs to.
            "LASTMILE_ORCHESTRATION_RUN": "{{ run_id }}",
            "ARGS": "{{ params.args }}" if step == "raw-data" else "",
        },
        append_env=True,
        do_xcom_push=False,
    )


with DAG(
    dag_id="dev.lastmile.template",
    description="From the raw file to predictions",
    doc_md=__doc__,
    schedule=None,
    # Of two runs at once, the second to publish a dataset would fail.
    max_active_runs=1,
    params={"args": Param("", type="string", title="ARGS of make raw-data")},
    default_args={
        # A step that failed has published nothing: another attempt begins it anew.
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "retry_exponential_backoff": True,
        "execution_timeout": timedelta(hours=2),
    },
):
    chain(*map(task, STEPS))
