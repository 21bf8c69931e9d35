#!/usr/bin/env bash
# class-data.sh FILE: writes the class data archive from which the Java runtime that finelame uses here starts the commands
# faster; JEP 310.
set -euo pipefail

home=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
archive=$(readlink -f "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch" "$archive.new"' EXIT
cd "$home"

# Of root's own: nothing here is the invoking user's choice.
run_class() {
	FINELAME_JAVA_OPTIONS=$1 env -u SUDO_UID -u SUDO_GID ./finelame run-class "${@:2}"
}

recording=datasets/nodejs/recording
run_class "-XX:DumpLoadedClassList=$scratch/loaded" io.finelame.cli.CommandLines \
	inspect $recording ';' inspect --csv $recording ';' top --attach $recording --once ';' \
	replay $recording --out "$scratch/run" ';' \
	analyze "$scratch/run" --labels datasets/nodejs/labels.csv --out "$scratch/report.html" ';' \
	record --help ';' detect --help ';' doctor --help >/dev/null

# Constants resolved ahead of time (@cp) would link the classes of picocli, which are in the format of Java 5: linked, those
# can't be archived.
grep -v '^[#@]' "$scratch/loaded" | grep -v 'source:' | cut -d' ' -f1 | awk '!seen[$0]++' >"$scratch/classes"
run_class "-Xshare:dump -XX:SharedClassListFile=$scratch/classes -XX:SharedArchiveFile=$archive.new" \
	io.finelame.cli.Finelame >"$scratch/messages" 2>&1 || {
	cat "$scratch/messages" >&2
	exit 1
}
chmod a+r "$archive.new"
mv "$archive.new" "$archive"
