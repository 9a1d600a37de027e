#!/usr/bin/env bash
#
# How long a start takes: whole processes, medians of RUNS runs (default 15), the commands in turn so that a slow moment of
# the machine hits all of them. Prints a table in Markdown. Needs a built checkout, bash, and a JDK for the bare "hello".
#
#   bench/startup.sh                    with the Java of JAVA_HOME or the PATH
#   JAVA_HOME=/path/to/jdk RUNS=21 bench/startup.sh

set -euo pipefail

runs=${RUNS:-15}
ylh=$(cd "$(dirname "$0")/.." && pwd)/bin/ylh
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
javac=${JAVA_HOME:+$JAVA_HOME/bin/}javac
work=$(mktemp -d)
sandbox_pid=''

finish() {
    [ -z "$sandbox_pid" ] || { kill "$sandbox_pid" && wait "$sandbox_pid"; } 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

prepare() {
    cd "$work"
    printf 'public class Hello { public static void main(String[] a) { System.out.println("hello"); } }\n' >Hello.java
    "$javac" Hello.java
    "$ylh" sandbox --rate 0 --write-config ylh.properties >sandbox.log &
    sandbox_pid=$!
    for _ in $(seq 300); do
        [ -s ylh.properties ] && break
        sleep 0.1
    done
    printf 'db.url = jdbc:h2:file:%s/shop\n' "$work" >>ylh.properties
    "$ylh" -c ylh.properties db init --sample 10000 >/dev/null
    "$ylh" -c ylh.properties status --state paid --limit 1000 -o csv >paid.csv
    # One order with a so-id for each run; the column after the number is the so-id.
    awk -F, 'NR > 1 && $3 != "" { print $1 }' paid.csv >orders.txt
    "$ylh" -c ylh.properties cancel "$(sed -n '$p' orders.txt)" --reason warm-up >/dev/null # a token in the cache
}

# once NAME COMMAND...: adds one time in microseconds to the file NAME
once() {
    local name=$1 start end
    shift
    start=$(date +%s%N)
    "$@" >/dev/null
    end=$(date +%s%N)
    echo $(((end - start) / 1000)) >>"$name.times"
}

row() {
    sort -n "$2.times" | awk -v name="$1" -v hello="$(median hello)" '
        { t[NR] = $1 / 1000 }
        END {
            m = t[int((NR + 1) / 2)]
            printf "| %s | %.0f | %.0f | %.0f | %.1f |\n", name, m, t[1], t[NR], m / hello
        }'
}

median() {
    sort -n "$1.times" | awk '{ t[NR] = $1 / 1000 } END { print t[int((NR + 1) / 2)] }'
}

prepare
for run in $(seq "$runs"); do
    order=$(sed -n "${run}p" orders.txt)
    once hello "$java" -cp . Hello
    once version "$ylh" --version
    once help "$ylh" --help
    once status "$ylh" -c ylh.properties status "$order"
    once cancel "$ylh" -c ylh.properties cancel "$order" --reason 客户要求取消
done

echo "$("$java" -version 2>&1 | sed -n 2p), $(nproc) cores, $(date -u +%F), $runs runs"
echo
echo "| command | median ms | min | max | times hello |"
echo "|---|---:|---:|---:|---:|"
row 'hello (plain `java`)' hello
row '`ylh --version`' version
row '`ylh --help`' help
row '`ylh status ORDER`, 10,000 orders' status
row '`ylh cancel ORDER`, sandbox without latency' cancel
