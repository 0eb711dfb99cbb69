# What this project was generated from.
.PHONY: template-update
$(call given,ARCHETYPE SHA256)

template-update: ## Merge a newer template into this project (VERSION=0.2.0 or ARCHETYPE=file.jar, and SHA256=, the digest of the archetype)
	@bin/template-update "$$VERSION" "$$ARCHETYPE" "$$SHA256"
