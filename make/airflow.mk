# The pipeline under Airflow; orchestration/airflow/dags/pipeline.py is the DAG.
.PHONY: airflow-test

AIRFLOW_FOLDER := orchestration/airflow
AIRFLOW        := target/airflow
# Apart from an Airflow that is set up on this machine, and without its examples.
AIRFLOW_ENV    := AIRFLOW_HOME="$$PWD/$(AIRFLOW)/home" AIRFLOW__CORE__DAGS_FOLDER="$$PWD/$(AIRFLOW_FOLDER)/dags" \
	AIRFLOW__CORE__LOAD_EXAMPLES=False AIRFLOW_VAR_PROJECT_FOLDER="$$PWD"

airflow-test: $(BUILT) $(AIRFLOW)/ready ## Run the DAG once in a real Airflow, without a scheduler (ARGS= are those of raw-data)
	@$(AIRFLOW_ENV) $(AIRFLOW)/venv/bin/airflow db migrate > $(AIRFLOW)/migrate.log 2>&1 || { cat $(AIRFLOW)/migrate.log; exit 1; }
	@$(AIRFLOW_ENV) $(AIRFLOW)/venv/bin/airflow dags test dev.lastmile.template \
	  --conf "$$($(AIRFLOW)/venv/bin/python -c 'import json, os; print(json.dumps({"args": os.getenv("ARGS", "")}))')"

$(AIRFLOW)/ready: $(AIRFLOW_FOLDER)/requirements.txt
	@python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))' 2> /dev/null || { \
	  echo "error: there is no python3 on the path that is 3.10 or newer and has venv, which Airflow runs in. Install one (on Debian: python3 and python3-venv)." >&2; exit 1; }
	@echo "installing Airflow into $(AIRFLOW)/venv (minutes)"
	@rm -rf $(AIRFLOW) && python3 -m venv $(AIRFLOW)/venv
	@$(AIRFLOW)/venv/bin/pip install --quiet --requirement $<
	@touch $@
