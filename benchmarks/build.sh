#!/usr/bin/env bash
# build.sh: builds what the benchmarks run, unless it is newer than every source.
set -euo pipefail

cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
built=benchmarks/target/finelame-benchmarks.jar
if [ -e "$built" ] && [ target/finelame.jsa -nt "$built" ] && [ -z "$(find pom.xml ./*/pom.xml ./*/src/main -newer "$built" -type f -print -quit)" ]; then
	exit
fi
./mvnw -q -B -DskipTests -pl benchmarks,analyze -am package
launcher/class-data.sh target/finelame.jsa
