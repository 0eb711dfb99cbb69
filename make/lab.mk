# JupyterLab in a container, on the data that are in containers.
.PHONY: jupyter-container

# It does not see the data of another profile: then the lab runs on this machine.
ifeq ($(PROFILE),stack)
LAB_IN_CONTAINER = [ -f compose/jupyter.yml ] && docker compose version > /dev/null 2>&1 && docker info > /dev/null 2>&1
endif

jupyter-container: $(BUILT) .env
	@echo "JupyterLab in a container, at http://127.0.0.1:$(or $(JUPYTER_PORT),8888), with JUPYTER_TOKEN of .env (JUPYTER_LOCAL=1: without one)"
	@docker compose up --build jupyter
