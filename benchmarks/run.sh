#!/usr/bin/env bash
# run.sh BENCHMARK [ARGUMENT...]: starts one of io.finelame.benchmarks; as root, where it loads eBPF programs.
set -euo pipefail

home=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
benchmark=$1
shift
FINELAME_CLASS_PATH=$home/benchmarks/target/finelame-benchmarks.jar:$home/benchmarks/target/lib/* exec "$home/finelame" run-class \
	"io.finelame.benchmarks.$benchmark" "$@"
