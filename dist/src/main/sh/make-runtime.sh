#!/usr/bin/env bash
# make-runtime.sh DIRECTORY: gives the unpacked archive in DIRECTORY its own Java runtime, made by the JDK in JAVA_HOME, and the
# class data archive from which this runtime starts the commands faster; JEP 310, JEP 493.
set -euo pipefail

cd "$1"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# What the libraries load, and what a user expects of a runtime: other charsets, jcmd.
modules=java.base,java.compiler,java.desktop,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml
modules+=,jdk.charsets,jdk.crypto.ec,jdk.jcmd,jdk.management,jdk.unsupported,jdk.zipfs
rm -rf runtime lib/finelame.jsa
"$JAVA_HOME/bin/jlink" --add-modules $modules --strip-debug --no-man-pages --no-header-files --compress zip-6 --output runtime

recording=datasets/nodejs/recording
FINELAME_JAVA_OPTIONS="-XX:DumpLoadedClassList=$scratch/loaded" ./finelame run-class io.finelame.cli.CommandLines \
	inspect $recording ';' inspect --csv $recording ';' top --attach $recording --once ';' \
	replay $recording --out "$scratch/run" ';' \
	analyze "$scratch/run" --labels datasets/nodejs/labels.csv --out "$scratch/report.html" ';' \
	record --help ';' detect --help ';' doctor --help >/dev/null

# Constants resolved ahead of time (@cp) would link the classes of picocli, which are in the format of Java 5: linked, those
# can't be archived.
grep -v '^[#@]' "$scratch/loaded" | grep -v 'source:' | cut -d' ' -f1 | awk '!seen[$0]++' >"$scratch/classes"
FINELAME_JAVA_OPTIONS="-Xshare:dump -XX:SharedClassListFile=$scratch/classes -XX:SharedArchiveFile=$PWD/lib/finelame.jsa" \
	./finelame run-class io.finelame.cli.Finelame >"$scratch/messages" 2>&1 || {
	cat "$scratch/messages" >&2
	exit 1
}
chmod a+r lib/finelame.jsa
