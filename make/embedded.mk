# PROFILE=embedded: the commands start a tracking server of their own, unless MLFLOW_TRACKING_URI names another.
PROFILES += embedded
.PHONY: copy-tracking
$(call given,TO)

copy-tracking: $(JOBS) $(TRACKING) ## Copy experiments, runs, models and files from the tracking server to another (TO=http://…)
	@$(STEP) copy-tracking --to="$$TO"
