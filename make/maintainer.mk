# What only the repository of Lastmile has, and no project.
.PHONY: test-all update-expected bench-batch bench-serving bench-pipeline bench-steps

# The libraries share classes of their tests.
export BUILD_OPTIONS := -Dmaven.test.skip=false -DskipTests
LIBRARIES = $(shell find libraries -name target -prune -o \( -path '*/src/main/*' -o -name pom.xml \) -print)

test-all: test ## Run every check: kills, a real mlflow, spark-submit, generated projects, the newest Java
	.ci/all

update-expected: ## Write again what generated projects are held to and the tables of stages, column types and settings; read the diff
	./mvnw -q -B -am -pl libraries/onnx,libraries/pipeline,libraries/serving test -Dspotless.check.skip -Dtest='SupportTableTest,ColumnTypesTest,SettingsTableTest,TypeTableTest' \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dexpected.write=true
	./mvnw -q -B -am -pl integration-tests verify -Dspotless.check.skip -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dfailsafe.failIfNoSpecifiedTests=false -Dit.test='ScenarioIT,RoundTripIT,DataProjectIT' -Dexpected.write=true

# The site begins with this repository's own front page, and has the API of the libraries that a project's code calls.
FRONT_PAGE := lastmile/index.html
API        := contract lake tracking onnx pipeline
docs: javadoc

# The libraries in place of the template.
docs javadoc: export JAVADOC_TITLE := Lastmile
docs javadoc: export JAVADOC_SOURCES := $(subst $(SPACE),:,$(API:%=libraries/%/src/main/java))
docs javadoc: export JAVADOC_PACKAGE := dev.lastmile
docs javadoc: export JAVADOC_EXCLUDED = $(subst $(SPACE),:,$(foreach part,$(API) onnx.spark,dev.lastmile.$(part).internal))

BENCHMARKS := benchmarks/target/venv

bench-batch: $(BENCHMARKS)/ready ## Measure batch scoring beside Spark ML, spark_udf and pandas (ARGS="--rows=50000 --cases=…")
	@./mvnw -q -B -am -pl benchmarks process-classes -DskipTests -Dspotless.check.skip
	@$(WORDS) $(BENCHMARKS)/bin/python benchmarks/src/main/python/batch.py

bench-serving: $(BENCHMARKS)/ready ## Measure the service beside an older checkout, Rust, mlflow and MLServer (ARGS="--old=… --contenders=…")
	@./mvnw -q -B -am -pl template-serving package -DskipTests -Dspotless.check.skip
	@$(WORDS) $(BENCHMARKS)/bin/python benchmarks/src/main/python/serving.py

bench-pipeline: $(TRACKING) ## Measure the five steps at several sizes, and an increment of 1 % (ARGS="--rows=1000000,10000000")
	@./mvnw -q -B -am -pl benchmarks process-classes -DskipTests -Dspotless.check.skip
	@$(WORDS) java -cp "benchmarks/target/classes:$$(cat benchmarks/target/classpath)" dev.lastmile.benchmarks.pipeline.PipelineBench

bench-steps: $(BUILT) ## Measure the steps on the example beside an older checkout and an empty session (ARGS="--old=… --rounds=3")
	@$(WORDS) python3 benchmarks/src/main/python/steps.py

$(BENCHMARKS)/ready: benchmarks/requirements.txt benchmarks/requirements-mlserver.txt
	@echo "installing the peers into $(BENCHMARKS)"
	@rm -rf $(BENCHMARKS) && python3 -m venv $(BENCHMARKS)
	@$(BENCHMARKS)/bin/pip install --quiet --requirement $<
	@python3 -m venv benchmarks/target/mlserver
	@benchmarks/target/mlserver/bin/pip install --quiet --requirement benchmarks/requirements-mlserver.txt
	@touch $@
