#!/usr/bin/env bash
#
# How fast the sweep is: `ylh cancel-unpaid` against hand-written SQL and against one transaction an order. Needs Linux, bash, a
# JDK and Maven, and for a million orders some 20 GB of disk; PostgreSQL and MariaDB come as Maven artifacts and are started on
# 127.0.0.1; a MySQL has to be fetched before (.ci/mysql). Prints a table in Markdown; progress goes to stderr.
#
#   bench/sweep.sh                                  everything, which takes hours
#   SIZES='10000 100000' DATABASES=postgresql bench/sweep.sh
#   BASELINE=/path/to/another/checkout SIZES=10000 DATABASES=postgresql WAYS='sql one two' bench/sweep.sh
#
#   SIZES       overdue orders, thousands (10000 100000 1000000)
#   DATABASES   postgresql mariadb h2, and mysql if one says so
#   SCHEMAS     default django
#   WAYS        obvious sql one two: one transaction an order, hand-written SQL, the program with one and with two workers
#   RUNS        how often each is measured; otherwise 5 times for 10,000, 3 for 100,000, once above
#   SAMPLE      on how many orders the obvious way is measured at most (10000)
#   MYSQL_SETTINGS  more settings of MySQL's, such as --innodb-native-foreign-keys=ON
#   BASELINE    another checkout that has been built, measured in turn with this one: "before"

set -euo pipefail

cd "$(dirname "$0")/.."
mvn -q -B -DskipTests package
mvn -q -B dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/bench.classpath >&2
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Duser.timezone=UTC -Dfile.encoding=UTF-8 -Xmx512m \
    -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" io.github.ylhcancel.bench.SweepBenchmark
