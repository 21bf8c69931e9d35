#!/usr/bin/env bash
# clusterers.sh [ROUNDS [ROWS]]: our K-means and Smile's, side by side in one process, alternating: on the training sets of the
# committed recordings and of those of datasets/suite, and on ROWS drawn rows (default: 1,000,000). Prints a Markdown table.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$(dirname "$here")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cd "$home"
benchmarks/build.sh
for packed in datasets/suite/recorded/*.tar.xz; do
	tar -xJf "$packed" -C "$scratch"
done
echo "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
echo
FINELAME_CLASS_PATH=$here/target/finelame-benchmarks.jar:$here/target/lib/* ./finelame run-class io.finelame.benchmarks.replay.ClustererComparison \
	"${1:-5}" "${2:-1000000}" datasets/*/recording "$scratch"/*/recordings/*
