# Java notebooks that import the project's classes.
.PHONY: jupyter jupyter-local notebooks-setup notebooks-test
$(call given,NOTEBOOKS)

JUPYTER := target/jupyter
# The project's classes and Spark, and the flags that Spark needs, as the steps have them; the kernel knows of no quotes.
JUPYTER_ENV = PATH="$$PWD/$(JUPYTER)/bin:$${JAVA_HOME:+$$JAVA_HOME/bin:}$$PATH" LASTMILE_HOME="$${LASTMILE_HOME:-$$PWD}" \
	LASTMILE_TRACKING_SERVER_JAR="$${LASTMILE_TRACKING_SERVER_JAR:-$$PWD/$$(echo *-tracking/target/quarkus-app/quarkus-run.jar)}" \
	JJAVA_CLASSPATH="$$PWD/target/run/libraries.jar:$$(cat target/run/spark.classpath):$$PWD/target/run/project.jar" \
	JJAVA_JVM_OPTS="$$(tr '\n' ' ' < .mvn/spark-java.args) $$LASTMILE_JAVA_OPTS" JUPYTER_CONFIG_PATH="$$PWD/notebooks/jupyter"

jupyter: $(BUILT) ## Open JupyterLab on notebooks/, in Java and with the project's classes (ARGS="--no-browser --port=8889")
	@$(MAKE) --no-print-directory $(or $(JUPYTER_IN),jupyter-local)

jupyter-local: $(BUILT) $(JUPYTER)/ready
	@echo "JupyterLab in $(JUPYTER)"
	@$(JUPYTER_ENV) $(WORDS) $(WITH_ENV) $(JUPYTER)/bin/jupyter lab

notebooks-test: $(BUILT) $(JUPYTER)/ready ## Run every notebook from top to bottom; results in target/notebooks (NOTEBOOKS=file)
	@$(JUPYTER_ENV) $(if $(NOTEBOOKS),bin/words "$$NOTEBOOKS") $(WITH_ENV) $(JUPYTER)/bin/python notebooks/jupyter/run.py \
	  target/notebooks $(if $(NOTEBOOKS),,notebooks/*.ipynb)

notebooks-setup: $(JUPYTER)/ready ## Have Git keep outputs out of commits, and compare and merge notebooks cell by cell
	@notebooks/jupyter/git-setup $(JUPYTER)/bin

$(JUPYTER)/ready: notebooks/requirements.txt
	@python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))' 2> /dev/null || { \
	  echo "error: there is no python3 on the path that is 3.10 or newer and has venv, which Jupyter runs in. Install one (on Debian: python3 and python3-venv)." >&2; exit 1; }
	@echo "installing Jupyter into $(JUPYTER)"
	@rm -rf $(JUPYTER) && python3 -m venv $(JUPYTER)
	@$(JUPYTER)/bin/pip install --quiet --requirement $<
	@touch $@
