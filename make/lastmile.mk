# What only the repository of Lastmile has, and no project.
.PHONY: test-all

SOURCES += $(shell find libraries -name target -prune -o \( -path '*/src/main/*' -o -name pom.xml \) -print)

test-all: test ## Run every bar: kills, a real mlflow, spark-submit, generated projects, the newest Java
	.ci/all
