#!/usr/bin/env bash
#
# How long a shop's customers wait for a stock row while `ylh cancel-unpaid` runs, by the size of its transactions. Needs Linux, bash, a
# JDK and Maven; PostgreSQL and MariaDB come as Maven artifacts and are started on 127.0.0.1. Prints a table in Markdown.
#
#   bench/waiting.sh
#   BATCHES='50 1000' DATABASES=mariadb bench/waiting.sh
#
#   BATCHES     orders in a transaction (50 200 1000 3000)
#   DATABASES   postgresql mariadb
#   SIZE        overdue orders, thousands (20000)
#   RUNS        how often each is measured (3)

set -euo pipefail

cd "$(dirname "$0")/.."
mvn -q -B -DskipTests package
mvn -q -B dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/bench.classpath >&2
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Duser.timezone=UTC -Dfile.encoding=UTF-8 -Xmx512m \
    -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" io.github.ylhcancel.bench.WaitingBenchmark
