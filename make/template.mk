# What this project was generated from.
.PHONY: template-update

# As one word of the shell, whatever is in it.
update-argument = '$(subst ','\'',$(value $(1)))'
# Make would expand what it hands to programs, and run a $(shell …) in it.
unexport VERSION ARCHETYPE SHA256

template-update: ## Merge a newer template into this project (VERSION=0.2.0 or ARCHETYPE=file.jar, and SHA256=, the digest of the archetype)
	@bin/template-update $(call update-argument,VERSION) $(call update-argument,ARCHETYPE) $(call update-argument,SHA256)
