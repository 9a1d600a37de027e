#!/usr/bin/env bash
#
# How fast `ylh cancel --file` is: against `ylh cancel-unpaid` of the same pending orders, each in a new copy of the same shop, and the
# same file a second time. Needs Linux, bash, a JDK and Maven; PostgreSQL and MariaDB come as Maven artifacts and are started on
# 127.0.0.1. Prints a table in Markdown; progress goes to stderr. Ends with 1 if an outcome was wrong.
#
#   bench/files.sh                                  everything
#   SIZES=10000 DATABASES=postgresql bench/files.sh
#   BASELINE=/path/to/another/checkout bench/files.sh
#
#   SIZES       orders, thousands (10000 100000)
#   DATABASES   postgresql mariadb
#   SCHEMAS     default; in the specification's shop, django, a third of the pending orders have payments, of which a file knows nothing
#   WAYS        sweep one file again: the sweep with its own number of workers and with one, the file, the file again
#   RUNS        how often each is measured (3)
#   BASELINE    another checkout that has been built, measured in turn with this one: "before"

set -euo pipefail

cd "$(dirname "$0")/.."
mvn -q -B -DskipTests package
mvn -q -B dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/bench.classpath >&2
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Duser.timezone=UTC -Dfile.encoding=UTF-8 -Xmx512m \
    -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" io.github.ylhcancel.bench.FilesBenchmark
