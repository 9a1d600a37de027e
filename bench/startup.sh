#!/usr/bin/env bash
#
# How long a start takes: whole processes, medians of many runs, the commands in turn so that a slow moment of the machine hits all of
# them. Prints a table in Markdown; progress goes to stderr. Needs a built checkout and bash, and a JDK for the bare "hello".
#
#   bench/startup.sh                    with the Java of JAVA_HOME or the PATH
#   JAVA_HOME=/path/to/jdk RUNS=21 bench/startup.sh
#   BASELINE=/path/to/another/checkout bench/startup.sh
#
#   RUNS        how often each is measured (15, with BASELINE 31)
#   BASELINE    another checkout that has been built: each command is run by both, one right after the other, and every other time
#               in the other order; only the commands that use the database, each build on a shop of its own
#   ONLY_CPU    the number of a processor to which the commands are bound, by taskset: ONLY_CPU=0

set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
baseline=${BASELINE:-}
runs=${RUNS:-${baseline:+31}}
runs=${runs:-15}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
javac=${JAVA_HOME:+$JAVA_HOME/bin/}javac
work=$(mktemp -d)
sandboxes=()
bound=()
[ -z "${ONLY_CPU:-}" ] || bound=(taskset -c "$ONLY_CPU")
builds=(now)
declare -A home=([now]=$here)
if [ -n "$baseline" ]; then
    builds=(before now)
    home[before]=$(cd "$baseline" && pwd)
fi
for build in "${builds[@]}"; do
    [ -f "${home[$build]}/target/ylh-cancel.jar" ] || { echo "not built: ${home[$build]}" >&2 && exit 2; }
done

finish() {
    for sandbox in "${sandboxes[@]}"; do
        { kill "$sandbox" && wait "$sandbox"; } 2>/dev/null || true
    done
    rm -rf "$work"
}
trap finish EXIT

# ylh BUILD ARGUMENT...: the program of a build with its shop
ylh() {
    local build=$1
    shift
    "${bound[@]}" "${home[$build]}/bin/ylh" -c "$build/ylh.properties" "$@"
}

# A sandbox and a shop of its own for each build, whose tables need not be the same.
prepare() {
    local build=$1
    mkdir "$build"
    "${home[$build]}/bin/ylh" sandbox --rate 0 --write-config "$build/ylh.properties" >"$build/sandbox.log" &
    sandboxes+=($!)
    for _ in $(seq 300); do
        [ -s "$build/ylh.properties" ] && break
        sleep 0.1
    done
    printf 'db.url = jdbc:h2:file:%s/shop\n' "$work/$build" >>"$build/ylh.properties"
    ylh "$build" db init --sample 10000 >/dev/null
    # What is left is young enough not to fall due while this runs: the sweeps that are measured have nothing to do.
    ylh "$build" cancel-unpaid --older-than 1h --max-orders 10000 --max-percent 100 --yes -q
    ylh "$build" status --state paid --limit 1000 -o csv >"$build/paid.csv"
    # One order with a so-id for each run; the column after the number is the so-id. Texts stand in quotes, but not in older builds.
    tr -d '"' <"$build/paid.csv" | awk -F, 'NR > 1 && $3 != "" { print $1 }' >"$build/orders.txt"
    [ "$(wc -l <"$build/orders.txt")" -gt "$runs" ] || { echo "RUNS: at most as many as there are orders" >&2 && exit 2; }
    ylh "$build" cancel "$(sed -n '$p' "$build/orders.txt")" --reason warm-up >/dev/null # a token in the cache
    ylh "$build" sync >/dev/null
}

# once NAME COMMAND...: adds one time in microseconds to the file NAME; a command that fails ends it all
once() {
    local name=$1 start end
    shift
    start=$(date +%s%N)
    "$@" >/dev/null
    end=$(date +%s%N)
    echo $(((end - start) / 1000)) >>"$name.times"
}

median() {
    sort -n "$1.times" | awk '{ t[NR] = $1 / 1000 } END { print t[int((NR + 1) / 2)] }'
}

# row TITLE NAME: with how many times as long it takes as a bare "hello"
row() {
    sort -n "$2.times" | awk -v name="$1" -v hello="$(median hello)" '
        { t[NR] = $1 / 1000 }
        END {
            m = t[int((NR + 1) / 2)]
            printf "| %s | %.0f | %.0f | %.0f | %.1f |\n", name, m, t[1], t[NR], m / hello
        }'
}

# compared TITLE NAME: before and now; the last column is the median of the ratios of the pairs
compared() {
    paste before/"$2.times" now/"$2.times" | awk '{ print $2 / $1 }' >"$2-pairs.ratios"
    awk -v name="$1" -v before="$(median "before/$2")" -v now="$(median "now/$2")" \
        -v pairs="$(sort -n "$2-pairs.ratios" | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] }')" '
        BEGIN { printf "| %s | %.0f | %.0f | %.2f | %.2f |\n", name, before, now, now / before, pairs }'
}

# with_database RUN BUILD COMMAND
with_database() {
    local order
    order=$(sed -n "${1}p" "$2/orders.txt")
    case $3 in
        status) once "$2/status" ylh "$2" status "$order" ;;
        cancel) once "$2/cancel" ylh "$2" cancel "$order" --reason 客户要求取消 ;;
        sync) once "$2/sync" ylh "$2" sync ;;
        unpaid) once "$2/unpaid" ylh "$2" cancel-unpaid ;;
    esac
}

cd "$work"
for build in "${builds[@]}"; do
    prepare "$build"
done
if [ -z "$baseline" ]; then
    printf 'public class Hello { public static void main(String[] a) { System.out.println("hello"); } }\n' >Hello.java
    "$javac" Hello.java
fi
for run in $(seq "$runs"); do
    [ ! -t 2 ] || printf '\r%d of %d' "$run" "$runs" >&2
    if [ -z "$baseline" ]; then
        once hello "${bound[@]}" "$java" -cp . Hello
        once version "${bound[@]}" "$here/bin/ylh" --version
        once help "${bound[@]}" "$here/bin/ylh" --help
    fi
    for command in status cancel sync unpaid; do
        for build in "${builds[@]}"; do
            with_database "$run" "$build" "$command"
        done
    done
    [ -z "$baseline" ] || builds=("${builds[1]}" "${builds[0]}")
done
[ ! -t 2 ] || echo >&2

where="$(nproc) cores${ONLY_CPU:+, bound to processor $ONLY_CPU}, $(date -u +%F)"
titles=(
    status '`ylh status ORDER`, 10,000 orders'
    cancel '`ylh cancel ORDER`, sandbox without latency'
    sync '`ylh sync`, nothing due'
    unpaid '`ylh cancel-unpaid`, nothing overdue'
)
echo "$("$java" -version 2>&1 | sed -n 2p), $where, $runs ${baseline:+pairs of }runs"
echo
if [ -n "$baseline" ]; then
    echo "| command | before, median ms | now, median ms | now / before | median of the pairs |"
    echo "|---|---:|---:|---:|---:|"
    for ((i = 0; i < ${#titles[@]}; i += 2)); do
        compared "${titles[i + 1]}" "${titles[i]}"
    done
else
    echo "| command | median ms | min | max | times hello |"
    echo "|---|---:|---:|---:|---:|"
    row 'hello (plain `java`)' hello
    row '`ylh --version`' version
    row '`ylh --help`' help
    for ((i = 0; i < ${#titles[@]}; i += 2)); do
        row "${titles[i + 1]}" "now/${titles[i]}"
    done
fi
