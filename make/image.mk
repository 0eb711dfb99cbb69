# The service as a container image, or as a native executable; the steps as one.
.PHONY: image jobs-image native

IMAGE      ?= template-serving
IMAGE_TAG  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo latest)
DOCKERFILE := template-serving/src/main/docker/Dockerfile.$(if $(NATIVE),native-micro,jvm)
BAKED      := template-serving/target/image

image: $(BUILT) $(if $(NATIVE),native) ## Build the service's container image (IMAGE=name IMAGE_TAG=commit; MODEL=champion: with that pair of models in it; NATIVE=1: native; ARGS= are those of docker build)
	@rm -rf $(BAKED) && mkdir -p $(BAKED)
	$(if $(MODEL),@$(STEP) $(MODEL_PACKAGE).Commands fetch --alias=$(MODEL) --into=$(BAKED)/models/cache)
	docker build --file $(DOCKERFILE) --build-arg JAVA_VERSION=$(shell cat .java-version) \
	  $(if $(MODEL),--build-arg MODELS=cache --build-arg ALIAS=$(MODEL)) --tag $(IMAGE):$(IMAGE_TAG) $(ARGS) template-serving

jobs-image: $(BUILT) ## Build the steps' container image, a stock Spark with the job jar (JOBS_IMAGE=name IMAGE_TAG=commit; ARGS= are those of docker build)
	docker build --file template-model/src/main/docker/Dockerfile.jobs --build-arg JAVA_VERSION=$(shell cat .java-version) \
	  --tag $(or $(JOBS_IMAGE),template-model):$(IMAGE_TAG) $(ARGS) target/run

# For an image it is built in a container, whose C library is that of the image.
native: $(BUILT) ## Build the service as a native executable, which deploy-realtime-model takes then (needs GRAALVM_HOME or Docker)
	@command -v "$${GRAALVM_HOME:+$$GRAALVM_HOME/bin/}native-image" > /dev/null || command -v docker > /dev/null || { \
	  echo "error: there is no native toolchain here: set GRAALVM_HOME to a GraalVM Community or a Mandrel, or start Docker" >&2; exit 1; }
	@./mvnw -q -am -pl template-serving package -DskipTests -Dspotless.check.skip -Dnative \
	  $(if $(NATIVE),-Dquarkus.native.container-build=true)
