# PROFILE=stack: a real MLflow, the lake's catalog in PostgreSQL, files in an S3 store; in containers, unless variables name others.
PROFILES += stack
.PHONY: up down logs

# With `override`, since what a caller can set is text by `given`, which a plain assignment does not replace where it is empty.
$(call given,LASTMILE_CATALOG_URI LASTMILE_CATALOG_USER LASTMILE_SERVING_PORT LASTMILE_SERVING_URL LASTMILE_WAREHOUSE MLFLOW_PORT \
	MLFLOW_S3_ENDPOINT_URL POSTGRES_PORT S3_PORT)
ifeq ($(PROFILE),stack)
ifeq ($(MLFLOW_TRACKING_URI),)
demo: up
# The containers' service follows the champion by itself.
override export LASTMILE_SERVING_URL   := $(or $(LASTMILE_SERVING_URL),http://127.0.0.1:$(or $(LASTMILE_SERVING_PORT),8080))
endif
override export MLFLOW_TRACKING_URI    := $(or $(MLFLOW_TRACKING_URI),http://127.0.0.1:$(or $(MLFLOW_PORT),5000))
override export MLFLOW_S3_ENDPOINT_URL := $(or $(MLFLOW_S3_ENDPOINT_URL),http://127.0.0.1:$(or $(S3_PORT),9000))
override export LASTMILE_CATALOG_URI   := $(or $(LASTMILE_CATALOG_URI),jdbc:postgresql://127.0.0.1:$(or $(POSTGRES_PORT),5432)/lake)
override export LASTMILE_CATALOG_USER  := $(or $(LASTMILE_CATALOG_USER),lake)
override export LASTMILE_WAREHOUSE     := $(or $(LASTMILE_WAREHOUSE),s3a://lake/warehouse)
# The steps have no use for what the stack's other parts are opened with.
WITH_ENV := bin/with-env env $(patsubst %,-u %,POSTGRES_PASSWORD S3_ROOT_USER S3_ROOT_PASSWORD MLFLOW_DATABASE_PASSWORD \
	MLFLOW_S3_ACCESS_KEY_ID MLFLOW_S3_SECRET_ACCESS_KEY PREDICTIONS_DATABASE_PASSWORD)
STEP     := $(WITH_ENV) bin/step
endif

up: .env $(BUILT) ## Start MLflow, PostgreSQL, an S3 store, the service and the others of docker-compose.yml in containers
	@rm -rf template-serving/target/image && mkdir -p template-serving/target/image
	@JAVA_VERSION="$$(cat .java-version)" bin/with-env docker compose up --detach --build --wait

down: ## Stop those containers
	@docker compose down

logs: ## Show what those containers print
	@docker compose logs --follow --tail=100

# Passwords of this machine alone; .env is not committed. What it has stays; names that are new get a value.
SECRETS += $(shell sed -n 's/=$$//p' .env.example)
.env: .env.example
	@umask 077; touch $@; [ -z "$$(tail -c 1 $@)" ] || echo >> $@; for name in $(SECRETS); do \
	  grep -qE "^[[:blank:]]*(export[[:blank:]]+)?$$name[[:blank:]]*=" $@ || echo "$$name=$$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" >> $@; \
	done; touch $@
