# PROFILE=stack: MLflow, PostgreSQL and an S3 store in containers, unless MLFLOW_TRACKING_URI names another server.
PROFILES += stack
.PHONY: up down

ifeq ($(PROFILE),stack)
ifeq ($(MLFLOW_TRACKING_URI),)
export MLFLOW_TRACKING_URI := http://127.0.0.1:5000
demo: up
endif
endif

up: .env ## Start MLflow, PostgreSQL and MinIO in containers
	@docker compose up --detach --wait

down: ## Stop those containers
	@docker compose down

# Passwords of this machine alone; .env is not committed.
.env:
	@umask 077; while IFS= read -r line; do \
	  case $$line in *=) echo "$$line$$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" ;; *) echo "$$line" ;; esac; \
	done < .env.example > $@
