# JupyterLab in a container, on the stack's lake: `make up` starts it, and `make jupyter` where the stack is what is worked with.
.PHONY: jupyter-container notebooks-writable
$(call given,JUPYTER_LOCAL)

ifeq ($(PROFILE)$(MLFLOW_TRACKING_URI)$(JUPYTER_LOCAL),stack)
JUPYTER_IN = $(shell docker info > /dev/null 2>&1 && docker compose version > /dev/null 2>&1 && echo jupyter-container)
endif

jupyter-container: .env
	@echo "JupyterLab in a container, at http://127.0.0.1:$${JUPYTER_PORT:-8888}; JUPYTER_TOKEN of .env opens it"
	@bin/with-env docker compose up --build jupyter

SECRETS += JUPYTER_TOKEN
# What is saved in notebooks/ is the caller's.
up jupyter-container: export JUPYTER_UID ?= $(filter-out 0,$(shell id -u))
up jupyter-container: export JAVA_VERSION = $(shell cat .java-version)
up jupyter-container: target/run/spark notebooks-writable

# In the container nobody is root, whose notebooks its group may write there.
notebooks-writable:
	@[ "$$(id -u)" != 0 ] || { chmod g+w notebooks && find notebooks -maxdepth 1 -name '*.ipynb' -exec chmod g+w {} +; }

# The jars that the container has no Maven repository for: the very files where links can be made, copies elsewhere.
target/run/spark: $(BUILT)
	@rm -rf $@ && mkdir -p $@
	@(tr ':' '\n' < target/run/spark.classpath && echo) | while read -r jar; do ln "$$jar" $@ 2> /dev/null || cp "$$jar" $@; done
