# PROFILE=stack: a real MLflow, the lake's catalog in PostgreSQL, files in an S3 store; in containers, unless variables name others.
PROFILES += stack
.PHONY: up down logs

ifeq ($(PROFILE),stack)
ifeq ($(MLFLOW_TRACKING_URI),)
demo: up
endif
export MLFLOW_TRACKING_URI    := $(or $(MLFLOW_TRACKING_URI),http://127.0.0.1:5000)
export MLFLOW_S3_ENDPOINT_URL := $(or $(MLFLOW_S3_ENDPOINT_URL),http://127.0.0.1:9000)
export LASTMILE_CATALOG_URI   := $(or $(LASTMILE_CATALOG_URI),jdbc:postgresql://127.0.0.1:5432/lake)
export LASTMILE_CATALOG_USER  := $(or $(LASTMILE_CATALOG_USER),lastmile)
export LASTMILE_WAREHOUSE     := $(or $(LASTMILE_WAREHOUSE),s3a://lake/warehouse)
STEP     := bin/with-env bin/step
WITH_ENV := bin/with-env
endif

up: .env ## Start MLflow, PostgreSQL and an S3 store in containers
	@docker compose up --detach --build --wait

down: ## Stop those containers
	@docker compose down

logs: ## Show what those containers print
	@docker compose logs --follow --tail=100

# Passwords of this machine alone; .env is not committed.
.env:
	@umask 077; while IFS= read -r line; do \
	  case $$line in *=) echo "$$line$$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" ;; *) echo "$$line" ;; esac; \
	done < .env.example > $@
