#!/usr/bin/env bash
#
# How long YLH waits for its answer while 32 connections send callbacks, a third of them repeats and a tenth forged, and orders are delivered
# and swept beside it, with 200 half-sent requests open. Needs Linux, bash, a JDK and Maven; PostgreSQL and MariaDB come as Maven artifacts, are
# started on 127.0.0.1, and write durably. Prints a table in Markdown, and fails if the slowest answer took more than a second.
#
#   bench/listen.sh
#   CALLBACKS=2000 bench/listen.sh
#
#   CALLBACKS   how many are sent (10000)

set -euo pipefail

cd "$(dirname "$0")/.."
figures=$(pwd)/target/listen-figures.md
mkdir -p target
rm -f "$figures"
mvn -q -B verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dylh.forks=1 \
    -Dit.test='ListenIT*#eachIsAppliedOnce*' -Dylh.callbacks="${CALLBACKS:-10000}" -Dylh.durable=true -Dylh.figures="$figures" >&2
echo '| database | callbacks | median ms | 95 % ms | 99 % ms | longest ms |'
echo '|---|---:|---:|---:|---:|---:|'
cat "$figures"
