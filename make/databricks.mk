# PROFILE=databricks: Databricks tracks runs and models; DATABRICKS_HOST and DATABRICKS_TOKEN say where.
PROFILES += databricks

ifeq ($(PROFILE),databricks)
export MLFLOW_TRACKING_URI ?= databricks
endif
