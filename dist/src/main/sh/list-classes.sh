#!/usr/bin/env bash
# list-classes.sh DIRECTORY: runs the commands of the unpacked archive in DIRECTORY, notes which classes they load, and
# makes the archive of class data that the Java runtime here can use. 'finelame setup cache' makes it for another one.
set -euo pipefail

cd "$1"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# listed COMMAND...: runs it and notes its classes.
listed() {
	FINELAME_JAVA_OPTIONS="-XX:DumpLoadedClassList=$scratch/$((++lists)).lst" ./finelame "$@" >/dev/null
}

lists=0
rm -rf cache lib/classes.lst
listed inspect datasets/nodejs/recording
listed inspect --csv datasets/nodejs/recording
listed top --attach datasets/nodejs/recording --once
listed replay datasets/nodejs/recording --out "$scratch/run"
listed analyze "$scratch/run" --labels datasets/nodejs/labels.csv --out "$scratch/report.html"
for command in record detect doctor; do
	listed "$command" --help
done

# Constants resolved ahead of time (@cp) would link the classes of picocli, which are in the format of Java 5: linked, those
# can't be archived.
cat "$scratch"/*.lst | grep -v '^[#@]' | grep -v 'source:' | cut -d' ' -f1 | awk '!seen[$0]++' >lib/classes.lst
./finelame setup cache
