#!/usr/bin/env bash
#
# How long `ylh check` takes in a large shop: a whole process, over the last hour, over a day whose hours are not counted yet, and over
# a day whose hours are. Needs Linux, bash, a JDK and Maven, and for the usual sizes some 10 GB of disk; PostgreSQL and MariaDB come as
# Maven artifacts and are started on 127.0.0.1. Prints a table in Markdown; progress goes to stderr.
#
#   bench/check.sh                              a million orders and ten million calls on both databases
#   ORDERS=100000 CALLS=1000000 DATABASES=postgresql bench/check.sh
#
#   ORDERS      how many were cancelled in the last 30 days, thousands (1000000)
#   CALLS       how many calls of YLH there were in the last 30 days, thousands (10000000)
#   DATABASES   postgresql mariadb h2 (postgresql mariadb)
#   EACH        yes: also each check by itself, with --only

set -euo pipefail

cd "$(dirname "$0")/.."
mvn -q -B -DskipTests package
mvn -q -B dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/bench.classpath >&2
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Duser.timezone=UTC -Dfile.encoding=UTF-8 -Xmx256m \
    -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" io.github.ylhcancel.bench.CheckBenchmark
