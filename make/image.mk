# The service as a container image, or as a native executable; the steps as one.
.PHONY: image jobs-image native
$(call given,IMAGE IMAGE_TAG JOBS_IMAGE NATIVE)

# In shell: what the caller says, else the commit. A Git tag can have characters that an image's tag cannot; they become -.
TAG = $${IMAGE_TAG:-$$(git describe --tags --always --dirty 2> /dev/null \
	  | sed 's/[^A-Za-z0-9_.-]/-/g; s/^[.-]/_/; s/^\(.\{128\}\).*/\1/' | grep . || echo no-commit)}
JAVA_VERSION_ARG := --build-arg JAVA_VERSION="$$(cat .java-version)"
DOCKERFILE := template-serving/src/main/docker/Dockerfile.$(if $(NATIVE),native-micro,jvm)
BAKED      := template-serving/target/image
JOBS_BAKED := template-model/target/image

image: $(BUILT) $(if $(NATIVE),native) ## Build the service's container image (IMAGE=name IMAGE_TAG=commit; MODEL=champion: with that pair of models in it; NATIVE=1: native; ARGS= are those of docker build)
	@rm -rf $(BAKED) && mkdir -p $(BAKED)
	$(if $(MODEL),@$(STEP) fetch --alias="$$MODEL" --into=$(BAKED)/models/cache)
	$(WORDS) docker build template-serving --file $(DOCKERFILE) $(JAVA_VERSION_ARG) \
	  $(if $(MODEL),--build-arg MODELS=cache --build-arg ALIAS="$$MODEL") --tag "$${IMAGE:-template-serving}:$(TAG)"

jobs-image: $(RUN)/job.jar ## Build the steps' container image, a stock Spark with the job jar (JOBS_IMAGE=name IMAGE_TAG=commit; ARGS= are those of docker build)
	@rm -rf $(JOBS_BAKED) && mkdir -p $(JOBS_BAKED)/bin $(JOBS_BAKED)/.mvn
	@cp bin/step bin/class-archive $(JOBS_BAKED)/bin && cp .mvn/spark-java.args $(JOBS_BAKED)/.mvn && cp $(RUN)/job.jar $(JOBS) $(JOBS_BAKED)
	$(WORDS) docker build $(JOBS_BAKED) --file template-model/src/main/docker/Dockerfile.jobs $(JAVA_VERSION_ARG) \
	  --tag "$${JOBS_IMAGE:-template-model}:$(TAG)"

# For an image it is built in a container, whose C library is that of the image.
native: $(BUILT) ## Build the service as a native executable, which deploy-realtime-model takes then (needs GRAALVM_HOME or Docker)
	@command -v "$${GRAALVM_HOME:+$$GRAALVM_HOME/bin/}native-image" > /dev/null || command -v docker > /dev/null || { \
	  echo "error: there is no native toolchain here: set GRAALVM_HOME to a GraalVM Community or a Mandrel, or start Docker" >&2; exit 1; }
	@./mvnw -q -am -pl template-serving package -DskipTests -Dspotless.check.skip -Dnative \
	  $(if $(NATIVE),-Dquarkus.native.container-build=true)
