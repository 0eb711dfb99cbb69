# Every target is one line that calls ./mvnw or the built launcher. `make` prints them; make/ has those of optional parts.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: missing help build job-jar test demo pipeline raw-data train-features interim-data train-model train-classifier processed-data \
	deploy-realtime-model score-realtime-model compare-batch-realtime export-predictions models promote rollback summary stop \
	contract init-data model-card register-model cross-validate compact-data reset-dataset clean-data clean docs javadoc format sbom

# What a caller can set stays text: make calls no function in it, and it is not read by a shell, since recipes take it from the
# environment ("$$MODEL"; bin/words for more than one word).
given = $(foreach name,$(1),$(if $(filter-out undefined,$(origin $(name))),\
	$(eval override $(name) := $$(value $(name)))$(eval export $(name))))
$(call given,ARGS DATES FEATURES FILE FORCE GROUP IGNORE KEY LABEL MLFLOW_TRACKING_URI MODEL NAME PROFILE SPLIT TASK TIME VERSION)

# Where runs and models are tracked: make/ has a file for each profile.
PROFILE ?= embedded

STEP     := bin/step
WORDS    := bin/words "$$ARGS"
STEPS    := raw-data train-features interim-data train-model processed-data

# What is built is as new as its sources; a folder is newer once a file in it was added or deleted. Steps need JOBS and the
# tracking server, and what deploys needs the service. Modules of your own may be a part of any of them.
RUN         := target/run
JOB_MODULE  := template-model
SERVICES    := $(patsubst %/src/main/resources/application.properties,%,$(wildcard template-*/src/main/resources/application.properties))
MODULES     := $(patsubst %/pom.xml,%,$(wildcard template-*/pom.xml))
JOB_MODULES := $(filter-out $(SERVICES),$(MODULES))
OWN_MODULES := $(filter-out template-data template-features $(JOB_MODULE),$(JOB_MODULES))
JOBS        := $(RUN)/project.jar
SERVICE     := $(patsubst %,$(RUN)/%.built,$(filter-out %-tracking,$(SERVICES)))
TRACKING    := $(patsubst %,$(RUN)/%.built,$(filter %-tracking,$(SERVICES)))
BUILT       := $(RUN)/built
SPACE       := $() $()
COMMA       := ,
sources      = $(if $(1),$(shell find $(1) -name target -prune -o \( -path '*/src/main/*' -o -name pom.xml \) -print))

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-24s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Before the rules below, which take their lists of sources at once.
include $(wildcard make/*.mk)
ifeq ($(filter $(PROFILE),$(PROFILES)),)
$(error PROFILE=$(PROFILE) is not known; it is one of: $(PROFILES))
endif

demo: $(JOBS) $(TRACKING) $(SERVICE) ## Run the pipeline, deploy the service, score a request, print the results
	@$(WORDS) $(STEP) sequence $(STEPS) "deploy $(if $(SPLIT),--split)" score summary --

pipeline: $(JOBS) $(TRACKING) ## Run the five steps in order, in one process (ARGS= are those of raw-data)
	@$(WORDS) $(STEP) sequence $(STEPS) --

raw-data: $(JOBS) $(TRACKING) ## Ingest the raw file into the raw dataset (ARGS="--url=… --sha256=…")
	@$(WORDS) $(STEP) raw-data

train-features: $(JOBS) $(TRACKING) ## Fit the feature pipeline and register it
	@$(WORDS) $(STEP) train-features

interim-data: $(JOBS) $(TRACKING) ## Apply a registered feature pipeline to new raw data (FEATURES=version, ARGS=--all: to all)
	@$(WORDS) $(STEP) interim-data $(if $(FEATURES),--features="$$FEATURES")

train-model: $(JOBS) $(TRACKING) ## Train the model, register it, promote it if it is at least as good as the champion
	@$(WORDS) $(STEP) train-model

train-classifier: train-model

register-model: $(JOBS) $(TRACKING) ## Register an ONNX file that was trained elsewhere on the features; the gate decides (FILE=model.onnx)
	@$(STEP) register-model $(if $(FILE),--file="$$FILE")

cross-validate: $(JOBS) $(TRACKING) ## Train on folds of the training rows and print how much the metrics vary (ARGS="--folds=5 --repeats=2")
	@$(WORDS) $(STEP) cross-validate

processed-data: $(JOBS) $(TRACKING) ## Score new interim data with the champion in Spark (ARGS="--all", "--from=2026-01-01")
	@$(WORDS) $(STEP) processed-data

deploy-realtime-model: $(JOBS) $(TRACKING) $(SERVICE) ## Start the service with the champion (LASTMILE_SERVING_PORT=8080; SPLIT=1: one for each model)
	@$(WORDS) $(STEP) deploy $(if $(SPLIT),--split)

score-realtime-model: $(JOBS) $(TRACKING) ## Send rows to the service and print its answer (ARGS="--data=@request.json")
	@$(WORDS) $(STEP) score

compare-batch-realtime: $(JOBS) $(TRACKING) ## Compare batch scoring and the service on about 10,000 raw rows (ARGS="--rows=… --seed=…")
	@$(WORDS) $(STEP) compare

export-predictions: $(JOBS) $(TRACKING) ## Append what the service has predicted to lake.processed.prediction_log
	@$(WORDS) $(STEP) export-predictions

models: $(JOBS) $(TRACKING) ## List registered models: versions, aliases, metrics
	@$(WORDS) $(STEP) models

model-card: $(JOBS) $(TRACKING) ## Write the champion's model card to a file, and open it where there is a desktop (VERSION=)
	@$(WORDS) $(STEP) model-card $(if $(VERSION),--version="$$VERSION")

promote: $(JOBS) $(TRACKING) ## Make a version champion if it passes the gate (MODEL= VERSION=, FORCE=1 overrules and is recorded)
	@$(WORDS) $(STEP) promote $(if $(MODEL),--model="$$MODEL") $(if $(VERSION),--version="$$VERSION") $(if $(FORCE),--force)

rollback: $(JOBS) $(TRACKING) ## Make the champion before this one champion again
	@$(WORDS) $(STEP) rollback $(if $(MODEL),--model="$$MODEL")

summary: $(JOBS) $(TRACKING) ## Print what the last runs made and where it is
	@$(WORDS) $(STEP) summary

stop: ## Stop what the commands started in the background
	@if [ -f $(JOBS) ]; then $(STEP) stop; \
	elif ls "$${LASTMILE_HOME:-.}"/models/*.properties > /dev/null 2>&1; then \
	  echo "error: servers may still run, and what stops them is not built. Run: make build stop" >&2; exit 1; fi

contract: $(JOBS) ## Print the contract of a dataset as it is in force (ARGS="--dataset=interim.iris_features")
	@$(WORDS) $(STEP) contract

init-data: $(JOBS) ## Make a data file the dataset: contract, features, model (FILE= LABEL=; KEY= TIME= GROUP= IGNORE= TASK= DATES= NAME=)
	@$(STEP) init-data $(if $(FILE),--file="$$FILE") $(if $(LABEL),--label="$$LABEL") $(if $(KEY),--key="$$KEY") \
	  $(if $(TIME),--time="$$TIME") $(if $(GROUP),--group="$$GROUP") $(if $(IGNORE),--ignore="$$IGNORE") \
	  $(if $(TASK),--task="$$TASK") $(if $(DATES),--dates="$$DATES") $(if $(NAME),--name="$$NAME")

compact-data: $(JOBS) ## Write the rows of datasets into fewer files (ARGS="--dataset=raw.iris", default all)
	@$(WORDS) $(STEP) compact

reset-dataset: $(JOBS) ## Delete one dataset with its history, in development (ARGS="--dataset=raw.iris")
	@$(WORDS) $(STEP) reset

clean-data: ## Delete data/ and models/ of this project, after asking
	@bin/clean-data

build: $(BUILT) ## Build the job and the services

job-jar: $(RUN)/job.jar ## Build target/run/job.jar, the job as one jar, for spark-submit

$(BUILT): $(JOBS) $(TRACKING) $(SERVICE)
	@touch $@

# The first time one call of Maven builds all. An edit of a class leaves libraries.jar as it is, and with it the archive of
# classes; what it has depends on the poms. An edit while Maven works is newer than what is built.
FIRST  = $(if $(wildcard $(RUN)/libraries.jar),,$(1))
POMS  := pom.xml $(wildcard .mvn/parent/pom.xml) $(JOB_MODULES:%=%/pom.xml)
$(JOBS): $(POMS) $(LIBRARIES) $(call sources,$(JOB_MODULES)) $(call FIRST,missing)
	@case $$PWD in *[:\;]*) echo "error: $$PWD has : or ; in it, which end a path in class paths and addresses of databases. Move the project to another folder." >&2; exit 1 ;; esac
	@echo "building $(if $(call FIRST,first),(the first time brings Spark and Quarkus: minutes),the project's classes)"
	@bin/build $(subst $(SPACE),$(COMMA),$(strip $(JOB_MODULE) $(call FIRST,$(SERVICES)))) \
	  $(if $(filter $(POMS) $(LIBRARIES),$?)$(call FIRST,first),,-Dlibraries.jar.skip=true)
	@touch -r $(RUN)/started $@ $(call FIRST,$(TRACKING) $(SERVICE))

$(RUN)/job.jar: $(JOBS)
	@echo "building $@"
	@bin/build $(JOB_MODULE) -Djob.jar.skip=false -Dlibraries.jar.skip=true
	@touch $@ # Maven leaves it as it is where it would be the same

.SECONDEXPANSION:
$(RUN)/%.built: pom.xml $$(wildcard .mvn/parent/pom.xml template-data/src/main/resources/dataset.properties) $$(call sources,$$* $(OWN_MODULES)) $(LIBRARIES) $$(if $$(wildcard $$*/target/quarkus-app/quarkus-run.jar),,missing)
	@echo "building $*"
	@bin/build $*
	@touch -r $(RUN)/started $@

test: ## Build everything and run its tests, with nothing but a JDK
	./mvnw -B -T 2 verify

# The modules of what is shipped: the services and the job jar.
sbom: ## Write the bills of materials: target/sbom.json of all modules, with what a cluster provides, and target/sbom/ of what is shipped
	@./mvnw -q -B cyclonedx:makeAggregateBom && echo "target/sbom.json"
	@./mvnw -q -B -am -pl "$$(ls -d *-model *-serving *-tracking 2> /dev/null | paste -sd , -)" cyclonedx:makeBom -Dsbom.name=shipped \
	  -DincludeProvidedScope=false -DincludeSystemScope=false
	@mkdir -p target/sbom && for bill in *-model *-serving *-tracking; do [ ! -d $$bill ] || cp $$bill/target/shipped.json target/sbom/$$bill.json; done && ls target/sbom/*.json

format: ## Format sources and poms
	./mvnw -q -B spotless:apply

docs: ## Build the documentation site into docs/target/site
	@./mvnw -q -B -f docs/pom.xml process-resources && echo "docs/target/site/$(or $(FRONT_PAGE),index.html)"

javadoc: $(if $(wildcard $(RUN)/libraries.jar),,$(JOBS)) ## Build the Javadoc of the project's code into docs/target/site/javadoc
	@bin/javadoc

clean: ## Delete what the build made; data and models stay
	@./mvnw -q -B clean
