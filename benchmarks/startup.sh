#!/usr/bin/env bash
# startup.sh [ROUNDS]: seconds from a command's start to its end, from the unpacked archive, with and without its class data;
# medians (least and most) as a Markdown table. './mvnw -DskipTests package' makes the archive.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
rounds=${1:-9}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

tar -xzf "$here"/../dist/target/finelame-*.tar.gz -C "$scratch"
cd "$scratch"/finelame-*
./finelame replay datasets/nodejs/recording --out "$scratch/run" >/dev/null
TIMEFORMAT=%R

# once NAME COMMAND...: adds one time to NAME's.
once() {
	local name=$1
	shift
	rm -rf "$scratch/again"
	{ time "$@" >/dev/null 2>&1; } 2>>"$scratch/$name"
}

all() {
	once "help-$1" ./finelame --help
	once "replay-help-$1" ./finelame replay --help
	once "inspect-$1" ./finelame inspect datasets/nodejs/recording
	once "replay-$1" ./finelame replay datasets/nodejs/recording --out "$scratch/again"
	once "analyze-$1" ./finelame analyze "$scratch/run" --labels datasets/nodejs/labels.csv --out "$scratch/report.html"
}

for ((round = 0; round < rounds; round++)); do
	all with
	mv lib/finelame.jsa lib/not-used
	all without
	mv lib/not-used lib/finelame.jsa
done

# median FILE: and the range.
median() {
	sort -n "$1" | awk '{ t[NR] = $1 } END { printf "%.2f (%.2f-%.2f)", (t[int((NR + 1) / 2)] + t[int((NR + 2) / 2)]) / 2, t[1], t[NR] }'
}

echo "| command | with class data, s | without, s |"
echo "| --- | --- | --- |"
for name in help:--help replay-help:'replay --help' inspect:'inspect RECORDING' replay:'replay RECORDING' analyze:'analyze RUN'; do
	echo "| \`finelame ${name#*:}\` | $(median "$scratch/${name%%:*}-with") | $(median "$scratch/${name%%:*}-without") |"
done
