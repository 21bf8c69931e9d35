#!/usr/bin/env bash
# jmh.sh [--quick] [--out DIR] [-p NAME=VALUE,..] [PATTERN]: the JMH benchmarks whose names match; each round is a fresh JVM for
# each of them, so that what is compared alternates. Writes DIR/jmh-ROUND.json and DIR/jmh.md (default: benchmarks/target/results), and prints
# the table. As root, for the kernel's map; needs clang and libbpf-dev.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$(dirname "$here")
rounds=2 out=$here/target/results
time=(-wi 2 -w 1 -i 4 -r 1)
parameters=()
while [[ ${1:-} == -* ]]; do
	case $1 in
	--quick) rounds=1 time=(-wi 1 -w 300ms -i 1 -r 300ms) ;;
	--out) out=$2 && shift ;;
	-p) parameters+=(-p "$2") && shift ;;
	*)
		echo "jmh.sh: unknown option $1; expected --quick, --out DIR or -p NAME=VALUE" >&2
		exit 2
		;;
	esac
	shift
done

cd "$home"
benchmarks/build.sh
mkdir -p "$out"
library=$here/target/libsnapshot.so
clang -O2 -Wall -Wextra -Werror -shared -fPIC "$here/src/main/c/snapshot.c" -lbpf -o "$library"
export FINELAME_CLASS_PATH=$here/target/finelame-benchmarks.jar:$here/target/lib/*
results=()
for ((round = 1; round <= rounds; round++)); do
	results+=("$out/jmh-$round.json")
	./finelame run-class org.openjdk.jmh.Main -f 1 "${time[@]}" "${parameters[@]}" -foe true -rf json -rff "${results[-1]}" \
		-jvmArgsAppend "-Dsnapshot.library=$library -Dsample.recording=$home/datasets/nodejs/recording" \
		-v SILENT "${1:-finelame\.benchmarks\.(record|replay)\.}" >&2
done
./finelame run-class io.finelame.benchmarks.JmhTable "${results[@]}" | tee "$out/jmh.md"
