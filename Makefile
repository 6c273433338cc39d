# Saldo. `make run` and `make test` set up what is missing first.
.PHONY: help run test check dev bench

help: ## what there is to say (this)
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "make %-8s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build for customers and serve the demo; prints address and sign-in data
	@.ci/serve

test: ## everything: rules, both engines, HTTP, Chromium
	@.ci/test

check: ## format, lints, documentation, licences, limits of style
	@.ci/check

dev: ## build, serve the demo, and again whenever a source changes
	@.ci/dev

bench: ## the table of docs/benchmarks.md
	@.ci/bench
