# PROFILE=databricks: Databricks tracks runs and models; DATABRICKS_HOST and DATABRICKS_TOKEN say where.
PROFILES += databricks
.PHONY: databricks-bundle
$(call given,BUNDLE TARGET)

ifeq ($(PROFILE),databricks)
export MLFLOW_TRACKING_URI ?= databricks
endif

databricks-bundle: $(RUN)/job.jar ## Check databricks.yml in the workspace (BUNDLE=deploy puts the job there, BUNDLE="run pipeline" runs it)
	@command -v databricks > /dev/null || { echo "error: there is no program databricks on the path. Install it: https://docs.databricks.com/dev-tools/cli/install.html" >&2; exit 1; }
	@[ -n "$${BUNDLE_VAR_host:-$$DATABRICKS_HOST}" ] || { echo "error: DATABRICKS_HOST is not set. Set it to the address of the workspace." >&2; exit 1; }
	@BUNDLE_VAR_host="$${BUNDLE_VAR_host:-$$DATABRICKS_HOST}" \
	  bin/words "$${BUNDLE:-validate} --target $${TARGET:-dev} $$ARGS" databricks bundle
