# Saldo. `make run` and `make test` set up what is missing first.
.PHONY: help run test check dev bench bench-full mutants soak

help: ## what there is to say (this)
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

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

bench-full: ## what takes longer than bench: a billing run of a million subscriptions
	@.ci/bench-full

mutants: ## whether a test notices when a rule of billing is broken; takes hours
	@.ci/mutants

soak: ## 200 kills while 10,000 payments are made: none lost, none double
	@.ci/soak
