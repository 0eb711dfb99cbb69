# Every target is one line that calls ./mvnw or the built launcher. `make` prints them.
.DEFAULT_GOAL := help
.PHONY: help build test test-all demo pipeline raw-data train-features interim-data train-classifier processed-data \
	deploy-realtime-model score-realtime-model models promote rollback summary stop clean-data clean docs up down format

STEP  := bin/step
DATA  := dev.lastmile.template.data
FEAT  := dev.lastmile.template.features
MODEL_PACKAGE := dev.lastmile.template.model
BUILT := target/run/built
SOURCES := $(shell find . \( -name target -o -name node_modules \) -prune -o \( -path './*/src/main/*' -o -name pom.xml \) -type f -print)

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-24s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ The whole job
demo: ## Run the pipeline on Iris, deploy the service, score a request, print what was made
	@$(MAKE) --no-print-directory pipeline deploy-realtime-model score-realtime-model summary

pipeline: raw-data ## Run the five steps in order
	@$(MAKE) --no-print-directory train-features
	@$(MAKE) --no-print-directory interim-data
	@$(MAKE) --no-print-directory train-classifier
	@$(MAKE) --no-print-directory processed-data

raw-data: $(BUILT) ## Ingest the raw file into lake.raw.iris (ARGS="--url=… --sha256=…")
	@$(STEP) $(DATA).RawData $(ARGS)

train-features: $(BUILT) ## Fit the feature pipeline and register it as iris-features
	@$(STEP) $(FEAT).TrainFeatures $(ARGS)

interim-data: $(BUILT) ## Apply a registered feature pipeline to the raw data (FEATURES=version)
	@$(STEP) $(FEAT).InterimData $(if $(FEATURES),--features=$(FEATURES)) $(ARGS)

train-classifier: $(BUILT) ## Train the classifier, register it, promote it if it is at least as good as the champion
	@$(STEP) $(MODEL_PACKAGE).TrainClassifier $(ARGS)

processed-data: $(BUILT) ## Score the interim data with the champion in Spark
	@$(STEP) $(MODEL_PACKAGE).ProcessedData $(ARGS)

deploy-realtime-model: $(BUILT) ## Start the service with the champion (LASTMILE_SERVING_PORT=8080)
	@$(STEP) $(MODEL_PACKAGE).Commands deploy $(ARGS)

score-realtime-model: $(BUILT) ## Send a row to the service and print its answer (ARGS="--data=…")
	@$(STEP) $(MODEL_PACKAGE).Commands score $(ARGS)

models: $(BUILT) ## List registered models: versions, aliases, metrics
	@$(STEP) $(MODEL_PACKAGE).Commands models $(ARGS)

promote: $(BUILT) ## Make a version champion if it passes the gate (MODEL= VERSION=, FORCE=1 overrules and is recorded)
	@$(STEP) $(MODEL_PACKAGE).Promote --model=$(MODEL) --version=$(VERSION) $(if $(FORCE),--force) $(ARGS)

rollback: $(BUILT) ## Make the champion before this one champion again
	@$(STEP) $(MODEL_PACKAGE).Commands rollback $(if $(MODEL),--model=$(MODEL)) $(ARGS)

summary: $(BUILT) ## Print what the last runs made and where it is
	@$(STEP) $(MODEL_PACKAGE).Commands summary $(ARGS)

stop: $(BUILT) ## Stop the service and the embedded tracking server
	@$(STEP) $(MODEL_PACKAGE).Commands stop

clean-data: ## Delete data/ and models/ of this project, after asking
	@printf 'Delete all datasets, runs and models under data/ and models/? [y/N] '; read -r answer; [ "$$answer" = y ] \
		&& { [ ! -f target/run/built ] || $(STEP) $(MODEL_PACKAGE).Commands stop; } && rm -rf data models && echo deleted || echo kept

build: $(BUILT) ## Build the job jar, the service and the tracking server

$(BUILT): $(SOURCES)
	@echo "building (the first time brings Spark and Quarkus: minutes)"
	@./mvnw -q -B package -DskipTests -Dspotless.check.skip
	@touch $@

test: ## Build everything and run its tests, with nothing but a JDK
	./mvnw -B verify

test-all: test ## Run every bar: kills, a real mlflow, spark-submit, the newest Java
	.ci/all

format: ## Format sources and poms
	./mvnw -q -B spotless:apply

docs: ## Build the documentation site into docs/target/site
	@./mvnw -q -B -f docs/pom.xml process-resources && echo "docs/target/site/index.html"

up: ## Start MLflow, PostgreSQL and MinIO in containers
	@docker compose up --detach --wait

down: ## Stop those containers
	@docker compose down

clean: ## Delete what the build made; data and models stay
	@./mvnw -q -B clean
