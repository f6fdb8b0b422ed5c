#!/bin/sh
# Tells slowking when a platform's processing of each document began and ended. Needs a shell and curl 7.55 or later.
#
# SLOWKING_API_URL  http://127.0.0.1:8091
# SLOWKING_API_KEY  where the API asks for one
# BENCHMARK_HOST    the platform's address as the benchmark was given it
# PROJECT_ID        the project that the documents were uploaded to
#
# It does not sign: for a target that has a secret take instrument.py.
#
# One document a line on standard input: name, start and end, separated by tabs; times in seconds since 1970.
set -u
umask 077
: "${BENCHMARK_HOST:?}" "${PROJECT_ID:?}"

url="${SLOWKING_API_URL:-http://127.0.0.1:8091}/api/v1/benchmarks/documents/"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# In a file, because everybody on this machine can see the arguments of a program.
{
  echo 'content-type: application/json'
  [ -z "${SLOWKING_API_KEY:-}" ] || echo "authorization: Bearer $SLOWKING_API_KEY"
} > "$work/headers"

# Text as it stands in JSON; names hold no control characters.
quoted() {
  printf '%s' "$1" | sed 's/[\\"]/\\&/g; s/^/"/; s/$/"/'
}

post() {
  printf '{"document_name": %s, "benchmark_host_name": %s, "eigen_project_id": %s, "%s": %s}' \
    "$(quoted "$1")" "$(quoted "$BENCHMARK_HOST")" "$(quoted "$PROJECT_ID")" "$2" "$(quoted "$3")" |
    curl --silent --max-time 10 --header "@$work/headers" --data-binary @- \
      --output "$work/answer" --write-out '%{http_code}' "$url"
}

# Again and again, for about two minutes, while the API is away; the same post twice does no harm.
tell() {
  : > "$work/answer"
  for pause in 1 1 1 2 2 3 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 0; do
    status=$(post "$@")
    case $status in
      2??) return 0 ;;
      000 | 429 | 5??) sleep "$pause" ;;
      *) break ;;
    esac
  done
  echo "$1: $status $(head -c 500 "$work/answer")" >&2
  return 1
}

failures=0
tab=$(printf '\t')
while IFS="$tab" read -r name start end; do
  tell "$name" start_time "$start" || failures=$((failures + 1))
  tell "$name" end_time "$end" || failures=$((failures + 1))
done
[ "$failures" -eq 0 ]
