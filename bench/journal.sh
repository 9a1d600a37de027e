#!/usr/bin/env bash
#
# How many lines a second the told journal takes, and how long a look-up in it is. Needs Linux, bash, a JDK and Maven. Prints a table in
# Markdown.
#
#   bench/journal.sh                     a million lines, a minute
#   LINES_TOLD=100000 bench/journal.sh

set -euo pipefail

cd "$(dirname "$0")/.."
mvn -q -B -DskipTests package
mvn -q -B dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/bench.classpath >&2
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Duser.timezone=UTC -Dfile.encoding=UTF-8 -Xmx64m \
    -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" io.github.ylhcancel.bench.JournalBenchmark
