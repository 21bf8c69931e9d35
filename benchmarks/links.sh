#!/usr/bin/env bash
# links.sh [ROUNDS]: what a uprobe with an empty program costs a call at entry, and at entry and return, by the way it is attached;
# medians as a Markdown table. The ways alternate. As root; needs cc, x86-64 and Linux 6.13.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
rounds=${1:-5}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cc -O1 -no-pie -o "$scratch/links" "$here/links.c"

for ((round = 0; round < rounds; round++)); do
	for function in emulated nop; do
		for way in events links session; do
			"$scratch/links" $way $function >>"$scratch/$function-$way"
		done
	done
done

# median FILE COLUMN
median() {
	cut -d' ' -f"$2" "$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

echo "| first instruction | attached by | entry, ns | entry and return, ns |"
echo "| --- | --- | ---: | ---: |"
for function in emulated nop; do
	for way in events links session; do
		echo "| $function | $way | $(median "$scratch/$function-$way" 1) | $(median "$scratch/$function-$way" 2) |"
	done
done
