# A model that is trained in Python, in place of the Java one; what follows it is Java as ever.
.PHONY: train-python-model train-python-classifier

PYTHON := target/python
# MLflow's client prints addresses of a page that not every server has, and sends its makers what is used of it.
PYTHON_ENV = MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT=true MLFLOW_DISABLE_TELEMETRY=true MLFLOW_LOGGING_LEVEL=WARNING \
	LASTMILE_HOME="$${LASTMILE_HOME:-$$PWD}"

# `models` starts the tracking server where it is one that the commands start.
train-python-model: $(BUILT) $(PYTHON)/ready ## Train a model with scikit-learn, LightGBM or XGBoost and register it (ARGS="--snapshot=…")
	@$(STEP) models > /dev/null
	@$(PYTHON_ENV) $(WORDS) $(WITH_ENV) $(PYTHON)/bin/python python/train_model.py

train-python-classifier: train-python-model

# Editable: what changes in python/src is in force at once.
$(PYTHON)/ready: python/pyproject.toml
	@python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || { \
	  echo "error: there is no python3 on the path that is 3.11 or newer and has venv, which models of Python are trained in. Install one (on Debian: python3 and python3-venv)." >&2; exit 1; }
	@echo "installing scikit-learn, LightGBM, XGBoost, MLflow's client and pyiceberg into $(PYTHON)"
	@rm -rf $(PYTHON) && python3 -m venv $(PYTHON)
	@$(PYTHON)/bin/pip install --quiet --editable './python[sklearn,lightgbm,xgboost]'
	@touch $@
