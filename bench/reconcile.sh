#!/usr/bin/env bash
#
# How long `ylh reconcile` looks through a shop, and in how little memory: a whole process with a heap of 64 MB. Of a thousand orders
# thirteen disagree, in twelve kinds. Needs Linux, bash, a JDK and Maven, and for a million orders some 8 GB of disk; PostgreSQL and
# MariaDB come as Maven artifacts and are started on 127.0.0.1. Prints a table in Markdown; progress goes to stderr. Ends with 1 if
# it found anything else than there is.
#
#   bench/reconcile.sh                              a million orders on both databases
#   ORDERS=200000 DATABASES=postgresql EACH=yes bench/reconcile.sh
#
#   ORDERS      how many, thousands (1000000)
#   DATABASES   postgresql mariadb h2 (postgresql mariadb)
#   EACH        yes: also each kind by itself, with --only

set -euo pipefail

cd "$(dirname "$0")/.."
mvn -q -B -DskipTests package
mvn -q -B dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/bench.classpath >&2
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Duser.timezone=UTC -Dfile.encoding=UTF-8 -Xmx256m \
    -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" io.github.ylhcancel.bench.ReconcileBenchmark
