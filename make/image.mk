# The service as a container image.
.PHONY: image

IMAGE      ?= template-serving
IMAGE_TAG  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo latest)
DOCKERFILE := template-serving/src/main/docker/Dockerfile.jvm

image: $(BUILT) ## Build the service's container image (IMAGE=name IMAGE_TAG=commit)
	docker build --file $(DOCKERFILE) --build-arg JAVA_VERSION=$(shell cat .java-version) --tag $(IMAGE):$(IMAGE_TAG) template-serving
