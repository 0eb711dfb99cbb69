# Java notebooks that import the project's classes.
.PHONY: jupyter notebooks-test

JUPYTER := target/jupyter
# The project's classes and Spark, and the JVM flags that Spark needs, as the steps have them.
JUPYTER_ENV = PATH="$(CURDIR)/$(JUPYTER)/bin:$${JAVA_HOME:+$$JAVA_HOME/bin:}$$PATH" LASTMILE_HOME="$${LASTMILE_HOME:-$(CURDIR)}" \
	JJAVA_CLASSPATH="$(CURDIR)/target/run/job.jar:$$(cat target/run/spark.classpath)" JJAVA_JVM_OPTS="@$(CURDIR)/.mvn/spark-java.args"

jupyter: $(BUILT) $(JUPYTER)/ready ## Open JupyterLab on notebooks/, in Java and with the project's classes
	@$(JUPYTER_ENV) $(WITH_ENV) $(JUPYTER)/bin/jupyter lab --notebook-dir=notebooks $(ARGS)

notebooks-test: $(BUILT) $(JUPYTER)/ready ## Run every notebook from top to bottom; results in target/notebooks
	$(JUPYTER_ENV) $(WITH_ENV) $(JUPYTER)/bin/jupyter nbconvert --execute --to html --output-dir target/notebooks notebooks/*.ipynb

$(JUPYTER)/ready: notebooks/requirements.txt
	@echo "installing Jupyter into $(JUPYTER)"
	@rm -rf $(JUPYTER) && python3 -m venv $(JUPYTER)
	@$(JUPYTER)/bin/pip install --quiet --requirement $<
	@touch $@
