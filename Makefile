# What one can do here; 'make help' lists it.
.DEFAULT_GOAL := help
.PHONY: help build test demo format bench bench-files bench-reconcile bench-startup bench-sync bench-waiting kills servers nightly clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build the program without running its tests
	mvn -q -B -DskipTests package

test: ## Build and run every test
	mvn -B verify

demo: ## Play the whole story on this machine
	bin/ylh demo

format: ## Put every source file into its format
	mvn -q -B spotless:apply

bench: ## Measure the sweep on every database (hours; SIZES, DATABASES, BASELINE, … in bench/sweep.sh)
	bench/sweep.sh

bench-files: ## Measure files of orders against the sweep of the same orders (SIZES, DATABASES, … in bench/files.sh)
	bench/files.sh

bench-startup: build ## Measure how long a start takes, as whole processes (BASELINE compares with another checkout)
	bench/startup.sh

bench-waiting: ## Measure how long the shop waits while the sweep runs (BATCHES, DATABASES, … in bench/waiting.sh)
	bench/waiting.sh

bench-reconcile: ## Measure how long reconcile looks through a shop, in 64 MB (ORDERS, DATABASES, EACH in bench/reconcile.sh)
	bench/reconcile.sh

bench-sync: ## Measure how fast YLH is told, at its limit (DELIVERIES, DATABASES, CASES in bench/sync.sh)
	bench/sync.sh

kills: ## The random kill -9 tests, 50 kills instead of a few
	mvn -B verify -Dylh.kills=50 -Dit.test='*Kill*IT,TwoSweepsIT,CancelUnpaidIT' -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false

servers: ## The tests with servers that are killed, pooled, clustered and replaced, the full count
	mvn -B verify -Pservers -Dit.test='PgBouncerIT,FrozenDatabaseIT,ServerCrashIT,GaleraIT,FailoverIT,GroupReplicationIT,GroupOfPrimariesIT' -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false

nightly: ## Every test, with long storms, many kills and large samples (some two hours)
	mvn -B verify -Pnightly

clean: ## Remove everything that was built
	mvn -q -B clean
