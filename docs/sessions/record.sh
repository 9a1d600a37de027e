#!/usr/bin/env bash
#
# Records the terminal sessions of this folder anew: real output of the commands in each *.session, in a terminal of 80 columns,
# against a sample shop on the embedded database and the sandbox. Needs Linux, `script` (util-linux), a JDK and Maven.
#
#   docs/sessions/record.sh              all of them
#   docs/sessions/record.sh operator     one
#
# A line of a session is a command; one that begins with # is printed as it is; one with `!N ` in front has to end with exit code N,
# all others with 0. Ends with 1 if one did not. What varies from one recording to the next (times, the ids of runs) is left as it was;
# the folder of the recording is written as ~/shop.

set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
ylh="$here/../../bin/ylh"
work="$(mktemp -d)"
sandbox=""
trap '[ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null || true; rm -rf "$work"' EXIT

"$ylh" --version >/dev/null
wrong=0

record() {
    local session="$1" shop="$work/$1"
    mkdir -m 700 "$shop"
    cd "$shop"
    "$ylh" sandbox --port 0 --write-config "$shop/ylh.properties" --fail '500*2' >"$shop/sandbox.out" 2>&1 &
    sandbox=$!
    for _ in $(seq 600); do [ -s "$shop/ylh.properties" ] && break; sleep 0.1; done
    echo "db.url = jdbc:h2:file:$shop/shop" >>"$shop/ylh.properties"
    export YLH_CONFIG="$shop/ylh.properties" PATH="$here/../../bin:$PATH" YLH_OPERATOR=lina
    "$ylh" db init --sample 40 -q >/dev/null
    : >"$here/$session.txt"
    while IFS= read -r line; do
        [ -n "$line" ] || { echo >>"$here/$session.txt"; continue; }
        if [ "${line:0:1}" = "#" ]; then echo "$line" >>"$here/$session.txt"; continue; fi
        local expected=0 command="$line" code=0
        if [[ "$line" =~ ^!([0-9]+)\ (.*)$ ]]; then expected="${BASH_REMATCH[1]}"; command="${BASH_REMATCH[2]}"; fi
        echo "\$ $command" >>"$here/$session.txt"
        script -qec "stty cols 80 rows 24; $command" /dev/null </dev/null >"$shop/out" || code=$?
        sed -e 's/\r$//' -e 's/.*\r//' -e 's/\x1b\[[0-9;?]*[a-zA-Z]//g' -e "s|$shop|~/shop|g" "$shop/out" >>"$here/$session.txt"
        if [ "$code" != "$expected" ]; then
            echo "$session: '$command' ended with $code and not with $expected" >&2
            wrong=1
        fi
    done <"$here/$session.session"
    kill "$sandbox" 2>/dev/null || true
    wait "$sandbox" 2>/dev/null || true
    sandbox=""
}

for file in "$here"/*.session; do
    name="$(basename "$file" .session)"
    if [ $# -eq 0 ] || [ "$1" = "$name" ]; then record "$name"; fi
done
exit "$wrong"
