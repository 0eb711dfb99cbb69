# A model that is trained in Python, in place of the Java one; what follows it is Java as ever.
.PHONY: train-python-model train-python-classifier

PYTHON := target/python
# MLflow's client prints addresses of a page that not every server has, and sends its makers what is used of it.
PYTHON_ENV = MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT=true MLFLOW_DISABLE_TELEMETRY=true MLFLOW_LOGGING_LEVEL=WARNING \
	LASTMILE_HOME="$${LASTMILE_HOME:-$$PWD}"

# `models` starts the tracking server where it is one that the commands start.
train-python-model: $(BUILT) $(PYTHON)/ready ## Train a classifier with scikit-learn and register it (ARGS="--snapshot=…")
	@$(STEP) models > /dev/null
	@$(PYTHON_ENV) $(WORDS) $(WITH_ENV) $(PYTHON)/bin/python python/train_model.py

train-python-classifier: train-python-model

$(PYTHON)/ready: python/requirements.txt
	@echo "installing scikit-learn, MLflow's client and pyiceberg into $(PYTHON)"
	@rm -rf $(PYTHON) && python3 -m venv $(PYTHON)
	@$(PYTHON)/bin/pip install --quiet --requirement $<
	@touch $@
