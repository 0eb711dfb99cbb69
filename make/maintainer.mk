# What only the repository of Lastmile has, and no project.
.PHONY: test-all update-expected javadoc bench-batch bench-serving

# The libraries share classes of their tests.
export BUILD_OPTIONS := -Dmaven.test.skip=false -DskipTests
LIBRARIES = $(shell find libraries -name target -prune -o \( -path '*/src/main/*' -o -name pom.xml \) -print)

test-all: test ## Run every check: kills, a real mlflow, spark-submit, generated projects, the newest Java
	.ci/all

update-expected: ## Write again what generated projects are held to and the tables of stages and settings; read the diff
	./mvnw -q -B -am -pl libraries/onnx,libraries/serving test -Dspotless.check.skip -Dtest='SupportTableTest,SettingsTableTest' \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dexpected.write=true
	./mvnw -q -B -am -pl integration-tests verify -Dspotless.check.skip -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dfailsafe.failIfNoSpecifiedTests=false -Dit.test='ScenarioIT,RoundTripIT' -Dexpected.write=true

# The site begins with this repository's own front page, and has the API of the libraries that a project's code calls.
FRONT_PAGE := lastmile/index.html
API        := lake tracking onnx pipeline
docs: javadoc

# Of what is built only other people's classes are needed, however old.
javadoc: $(if $(wildcard $(RUN)/libraries.jar),,$(BUILT)) ## Build the Javadoc of the libraries into docs/target/site/javadoc, which `make docs` does too
	@"$${JAVA_HOME:+$$JAVA_HOME/bin/}javadoc" -quiet -Werror -Xdoclint:all,-missing -notimestamp -d docs/target/site/javadoc \
	  -windowtitle Lastmile -doctitle Lastmile --source-path $(subst $(SPACE),:,$(API:%=libraries/%/src/main/java)) \
	  -subpackages dev.lastmile -exclude $(subst $(SPACE),:,$(foreach part,$(API) onnx.spark,dev.lastmile.$(part).internal)) \
	  -classpath "target/run/libraries.jar:$$(cat target/run/spark.classpath)"

BENCHMARKS := benchmarks/target/venv

bench-batch: $(BENCHMARKS)/ready ## Measure batch scoring beside Spark ML, spark_udf and pandas (ARGS="--rows=50000 --cases=…")
	@./mvnw -q -B -am -pl benchmarks process-classes -DskipTests -Dspotless.check.skip
	@$(WORDS) $(BENCHMARKS)/bin/python benchmarks/src/main/python/batch.py

bench-serving: $(BENCHMARKS)/ready ## Measure the service beside an older checkout, Rust, mlflow and MLServer (ARGS="--old=… --contenders=…")
	@./mvnw -q -B -am -pl template-serving package -DskipTests -Dspotless.check.skip
	@$(WORDS) $(BENCHMARKS)/bin/python benchmarks/src/main/python/serving.py

$(BENCHMARKS)/ready: benchmarks/requirements.txt benchmarks/requirements-mlserver.txt
	@echo "installing the peers into $(BENCHMARKS)"
	@rm -rf $(BENCHMARKS) && python3 -m venv $(BENCHMARKS)
	@$(BENCHMARKS)/bin/pip install --quiet --requirement $<
	@python3 -m venv benchmarks/target/mlserver
	@benchmarks/target/mlserver/bin/pip install --quiet --requirement benchmarks/requirements-mlserver.txt
	@touch $@
