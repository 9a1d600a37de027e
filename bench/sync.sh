#!/usr/bin/env bash
#
# How fast `ylh sync` delivers: whole processes against `ylh sandbox`, itself a process, which turns calls above 100 a second away and
# records when each call came. Needs Linux, bash, a JDK and Maven; PostgreSQL comes as a Maven artifact and is started on 127.0.0.1.
# Prints a table in Markdown; progress goes to stderr. Ends with 1 if a delivery was not accepted, a call was turned away, or a second
# held more than 100.
#
#   bench/sync.sh                                   everything, with and without the journal, some fourteen minutes
#   CASES=200ms DATABASES=postgresql bench/sync.sh
#
#   DELIVERIES  how many (6000)
#   ROUNDS      how often each is measured with and without the journal, in turn (1)
#   DATABASES   postgresql h2
#   CASES       the sandbox's latency and, behind a colon, --max-in-flight (200ms 2s:250 20ms)

set -euo pipefail

cd "$(dirname "$0")/.."
mvn -q -B -DskipTests package
mvn -q -B dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/bench.classpath >&2
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Duser.timezone=UTC -Dfile.encoding=UTF-8 -Xmx256m \
    -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" io.github.ylhcancel.bench.SyncBenchmark
