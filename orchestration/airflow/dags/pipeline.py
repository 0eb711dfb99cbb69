"""The pipeline as an Airflow DAG: one task a step, each the make target that a person calls.

The project's folder is the Airflow variable `project_folder` (in the environment: AIRFLOW_VAR_PROJECT_FOLDER), by
default the one that holds this file. A worker needs what a person needs there: a JDK, make and git, and the project's
settings in its environment (LASTMILE_*, MLFLOW_*).
"""

from datetime import timedelta
from pathlib import Path

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Variable, chain

STEPS = ["raw-data", "train-features", "interim-data", "train-classifier", "processed-data"]
PROJECT = Path(Variable.get("project_folder", default=Path(__file__).resolve().parents[3]))

with DAG(
    dag_id=PROJECT.name,
    description="From the raw file to predictions",
    schedule=None,
    catchup=False,
    # Of two runs at once, the second to publish a dataset would fail.
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(seconds=30), "retry_exponential_backoff": True},
) as dag:
    chain(
        *(
            BashOperator(
                task_id=step,
                bash_command=f"make --no-print-directory {step}",
                cwd=str(PROJECT),
                # Which Airflow run a tracking run belongs to.
                env={"LASTMILE_ORCHESTRATION_RUN": "{{ run_id }}"},
                append_env=True,
                execution_timeout=timedelta(hours=2),
            )
            for step in STEPS
        )
    )
