# JupyterLab in a container, of `make up` or by itself.
SECRETS += JUPYTER_TOKEN
# What is saved in notebooks/ is the caller's.
up jupyter-container: export JUPYTER_UID ?= $(filter-out 0,$(shell id -u))
up jupyter-container: export JAVA_VERSION = $(shell cat .java-version)
up jupyter-container: target/run/spark

# The jars that the container has no Maven repository for: the very files where links can be made, copies elsewhere.
target/run/spark: $(BUILT)
	@rm -rf $@ && mkdir -p $@
	@(tr ':' '\n' < target/run/spark.classpath && echo) | while read -r jar; do ln "$$jar" $@ 2> /dev/null || cp "$$jar" $@; done
