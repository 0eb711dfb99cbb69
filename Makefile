# Every target is one line that calls ./mvnw or the built launcher. `make` prints them; make/ has those of optional parts.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: missing help build test demo pipeline raw-data train-features interim-data train-classifier processed-data \
	deploy-realtime-model score-realtime-model export-predictions models promote rollback summary stop clean-data clean docs format sbom

# What a caller can set stays text: make calls no function in it, and it is not read by a shell, since recipes take it from the
# environment ("$$MODEL"; bin/words for more than one word).
given = $(foreach name,$(1),$(if $(filter-out undefined,$(origin $(name))),\
	$(eval override $(name) := $$(value $(name)))$(eval export $(name))))
$(call given,ARGS FEATURES FORCE MODEL PROFILE SPLIT VERSION)

# Where runs and models are tracked: make/ has a file for each profile.
PROFILE ?= embedded

STEP  := bin/step
WORDS := bin/words "$$ARGS"
DATA  := dev.lastmile.template.data
FEAT  := dev.lastmile.template.features
MODEL_PACKAGE := dev.lastmile.template.model
BUILT := target/run/built
# A folder is newer than what is built once a file in it was added or deleted.
SOURCES = $(shell find template-* -name target -prune -o \( -path '*/src/main/*' -o -name pom.xml \) -print) pom.xml
# What a build leaves in every module that is a service.
SERVICES = $(patsubst %/src/main/resources/application.properties,%/target/quarkus-app/quarkus-run.jar,\
	$(wildcard template-*/src/main/resources/application.properties))
MISSING = $(if $(filter-out $(wildcard target/run/job.jar $(SERVICES)),target/run/job.jar $(SERVICES)),missing)

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-24s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Before the rules below, which take their lists of sources at once.
include $(wildcard make/*.mk)
ifeq ($(filter $(PROFILE),$(PROFILES)),)
$(error PROFILE=$(PROFILE) is not known; it is one of: $(PROFILES))
endif

demo: ## Run the pipeline on Iris, deploy the service, score a request, print what was made
	@$(MAKE) --no-print-directory pipeline
	@$(MAKE) --no-print-directory deploy-realtime-model score-realtime-model summary ARGS=

pipeline: raw-data ## Run the five steps in order (ARGS= are those of raw-data)
	@$(MAKE) --no-print-directory train-features interim-data train-classifier processed-data ARGS= FEATURES=

raw-data: $(BUILT) ## Ingest the raw file into lake.raw.iris (ARGS="--url=… --sha256=…")
	@$(WORDS) $(STEP) $(DATA).RawData

train-features: $(BUILT) ## Fit the feature pipeline and register it as iris-features
	@$(WORDS) $(STEP) $(FEAT).TrainFeatures

interim-data: $(BUILT) ## Apply a registered feature pipeline to the raw data (FEATURES=version)
	@$(WORDS) $(STEP) $(FEAT).InterimData $(if $(FEATURES),--features="$$FEATURES")

train-classifier: $(BUILT) ## Train the classifier, register it, promote it if it is at least as good as the champion
	@$(WORDS) $(STEP) $(MODEL_PACKAGE).TrainClassifier

processed-data: $(BUILT) ## Score the interim data with the champion in Spark
	@$(WORDS) $(STEP) $(MODEL_PACKAGE).ProcessedData

deploy-realtime-model: $(BUILT) ## Start the service with the champion (LASTMILE_SERVING_PORT=8080; SPLIT=1: one for each model)
	@$(WORDS) $(STEP) $(MODEL_PACKAGE).Commands deploy $(if $(SPLIT),--split)

score-realtime-model: $(BUILT) ## Send rows to the service and print its answer (ARGS="--data=@request.json")
	@$(WORDS) $(STEP) $(MODEL_PACKAGE).Commands score

export-predictions: $(BUILT) ## Append what the service has predicted to lake.processed.prediction_log
	@$(WORDS) $(STEP) $(MODEL_PACKAGE).ExportPredictions

models: $(BUILT) ## List registered models: versions, aliases, metrics
	@$(WORDS) $(STEP) $(MODEL_PACKAGE).Commands models

promote: $(BUILT) ## Make a version champion if it passes the gate (MODEL= VERSION=, FORCE=1 overrules and is recorded)
	@$(WORDS) $(STEP) $(MODEL_PACKAGE).Promote $(if $(MODEL),--model="$$MODEL") $(if $(VERSION),--version="$$VERSION") $(if $(FORCE),--force)

rollback: $(BUILT) ## Make the champion before this one champion again
	@$(WORDS) $(STEP) $(MODEL_PACKAGE).Commands rollback $(if $(MODEL),--model="$$MODEL")

summary: $(BUILT) ## Print what the last runs made and where it is
	@$(WORDS) $(STEP) $(MODEL_PACKAGE).Commands summary

stop: ## Stop what the commands started in the background
	@[ ! -f target/run/job.jar ] || $(STEP) $(MODEL_PACKAGE).Commands stop

clean-data: ## Delete data/ and models/ of this project, after asking
	@bin/clean-data

build: $(BUILT) ## Build the job jar and the services

$(BUILT): $(SOURCES) $(MISSING)
	@case $$PWD in *[:\;]*) echo "error: $$PWD has : or ; in it, which end a path in class paths and addresses of databases. Move the project to another folder." >&2; exit 1 ;; esac
	@echo "building (the first time brings Spark and Quarkus: minutes)"
	@./mvnw -q -B package -DskipTests -Dspotless.check.skip
	@touch $@

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

clean: ## Delete what the build made; data and models stay
	@./mvnw -q -B clean
