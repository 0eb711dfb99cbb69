# What only the repository of Lastmile has, and no project.
.PHONY: test-all expected

SOURCES += $(shell find libraries -name target -prune -o \( -path '*/src/main/*' -o -name pom.xml \) -print)

test-all: test ## Run every bar: kills, a real mlflow, spark-submit, generated projects, the newest Java
	.ci/all

expected: ## Write again what generated projects are held to and the table of stages; read the diff
	./mvnw -q -B -am -pl libraries/onnx test -Dspotless.check.skip -Dtest=SupportTableTest \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dexpected.write=true
	./mvnw -q -B -am -pl integration-tests verify -Dspotless.check.skip -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dfailsafe.failIfNoSpecifiedTests=false -Dit.test='ScenarioIT,RoundTripIT' -Dexpected.write=true
