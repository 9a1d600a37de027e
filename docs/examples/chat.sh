#!/bin/sh
# Posts events of ylh to a robot of WeCom, DingTalk or Feishu. For events.command:
#
#   events.command = /opt/ylh/chat.sh dingtalk /etc/ylh/chat
#
# The file has the robot's address in its first line and, if the robot wants signatures, the secret in its second. Whoever
# knows them can post, so nobody but its owner may read it. A third argument and more say which kinds of event are posted
# (default: 'check.*'). The event comes as JSON on standard input. Needs curl and openssl.
#
# Exit code: 0 posted, or not wanted; anything else has it tried again later, for a robot takes so many messages a minute.
set -eu
LC_ALL=C.UTF-8 # So that characters are counted, and not bytes.
export LC_ALL
keyword=YLH # A robot may want that each message holds a certain word.
seconds=15 # for an answer; less than events.timeout

fail() {
    printf '%s\n' "$1" >&2
    exit "${2:-1}"
}

usage="usage: ${0##*/} wecom|dingtalk|feishu FILE [KIND…]"
[ $# -ge 2 ] || fail "$usage" 2
case $1 in
wecom | dingtalk | feishu) ;;
*) fail "$usage" 2 ;;
esac
service=$1
file=$2
shift 2
[ $# -gt 0 ] || set -- 'check.*'

# The text of a field, with the escapes that it has in JSON, which must not be cut in two. In JSON no string can hold what is
# looked for, since a quote within a string is escaped.
field() {
    value=$(printf '%s\n' "$event" | sed -nE 's/.*"'"$1"'" *: *"(([^"\\]|\\.)*)".*/\1/p')
    if [ ${#value} -gt 250 ]; then
        value=$(printf '%s\n' "$value" | sed -E 's/^(([^\\]|\\u....|\\[^u]){0,250}).*/\1/')
    fi
    printf '%s' "$value"
}

event=$(tr '\n' ' ')
kind=$(field kind)
[ -n "$kind" ] || fail 'no event' 2
wanted=false
for pattern in "$@"; do
    # shellcheck disable=SC2254 # It is a pattern.
    case $kind in $pattern) wanted=true ;; esac
done
$wanted || exit 0

# What is said. Two characters, \n, are a line break in JSON.
case $kind in
check.ended) text="[恢复] $(field check)：$(field message)" ;;
check.*)
    text="[$(field severity)] $(field check)：$(field message)"
    remedy=$(field remedy)
    [ -z "$remedy" ] || text="$text\\n处理：$remedy"
    ;;
order.put-back) text="订单 $(field order)：取消已撤回" ;;
order.cancelled)
    case $event/$(field money) in
    *'"final":false'*) text='已取消，等待易理货确认，暂不退款' ;;
    */none) text='已取消' ;;
    */succeeded) text='取消已确认，可以退款' ;;
    *) text='取消已确认，是否已付款不明' ;;
    esac
    text="订单 $(field order)：$text"
    ;;
*) text="订单 $(field order)：$kind" ;;
esac
text="$keyword $text"

case $(ls -ldL -- "$file") in
-r[w-]-------*) ;;
*) fail "$file: others may read it; run: chmod 600 $file" 2 ;;
esac
url=
secret=
{
    IFS= read -r url || :
    IFS= read -r secret || :
} < "$file"
cr=$(printf '\r')
url=${url%"$cr"}
secret=${secret%"$cr"}
[ -n "$url" ] || fail "$file: no address" 2

# base64(HMAC-SHA256(key $1, message $2)). By hand, because openssl takes a key as an argument, which others can read while
# it runs. What a shell does by itself nobody sees.
hmac() {
    if [ "$(printf '%s' "$1" | wc -c)" -gt 64 ]; then
        key=$(printf '%s' "$1" | openssl dgst -sha256 -binary | od -An -v -tu1)
    else
        key=$(printf '%s' "$1" | od -An -v -tu1)
    fi
    # shellcheck disable=SC2086 # These are numbers.
    {
        combined 92 $key
        {
            combined 54 $key
            printf '%s' "$2"
        } | openssl dgst -sha256 -binary
    } | openssl dgst -sha256 -binary | openssl base64
}

# 64 bytes: those of the key and then zeros, each XOR $1.
combined() {
    with=$1
    shift
    bytes=
    left=64
    while [ "$left" -gt 0 ]; do
        byte=$((${1:-0} ^ with))
        bytes="$bytes\\0$((byte >> 6))$((byte >> 3 & 7))$((byte & 7))"
        [ $# -eq 0 ] || shift
        left=$((left - 1))
    done
    printf '%b' "$bytes"
}

now=$(date +%s)
line_break='
'
message='"msgtype":"text","text":{"content":"'$text'"}'
case $service in
wecom) code=errcode ;; # Its address is all it wants.
dingtalk)
    code=errcode
    if [ -n "$secret" ]; then
        time=${now}000
        sign=$(hmac "$secret" "$time$line_break$secret" | sed 's/+/%2B/g; s|/|%2F|g; s/=/%3D/g')
        url="$url&timestamp=$time&sign=$sign"
    fi
    ;;
feishu)
    code='code|StatusCode'
    message='"msg_type":"text","content":{"text":"'$text'"}'
    if [ -n "$secret" ]; then
        sign=$(hmac "$now$line_break$secret" '')
        message='"timestamp":"'$now'","sign":"'$sign'",'$message
    fi
    ;;
esac

# On curl's standard input, for the same reason. Within its quotes a backslash escapes.
quoted() {
    printf '%s = "%s"\n' "$1" "$(printf '%s' "$2" | sed 's/[\\"]/\\&/g')"
}
answer=$({
    quoted url "$url"
    quoted data-raw "{$message}"
} | curl -q -sS -g --max-time "$seconds" -H 'Content-Type: application/json; charset=utf-8' -K -) ||
    fail "$service: no answer" 75

# A refusal is an answer like any other for HTTP. Too many messages a minute are 130101 and 410100 (DingTalk), 45009 (WeCom),
# 11232 and 9499 (Feishu).
result=$(printf '%s' "$answer" | tr '\n' ' ' | sed -nE 's/.*"('"$code"')" *: *"?(-?[0-9]+).*/\2/p')
case $result in
0) ;;
130101 | 410100 | 45009 | 11232 | 9499) fail "$service: too many messages ($result)" 75 ;;
*) fail "$service: refused: $(printf '%.300s' "$answer")" ;;
esac
