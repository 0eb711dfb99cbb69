# What this project was generated from.
.PHONY: template-update

# What a caller says stays text: make calls no function in it, and the shell takes it from the environment.
$(foreach name,VERSION ARCHETYPE SHA256,$(if $(filter-out undefined,$(origin $(name))),\
	$(eval override $(name) := $$(value $(name)))$(eval export $(name))))

template-update: ## Merge a newer template into this project (VERSION=0.2.0 or ARCHETYPE=file.jar, and SHA256=, the digest of the archetype)
	@bin/template-update "$$VERSION" "$$ARCHETYPE" "$$SHA256"
