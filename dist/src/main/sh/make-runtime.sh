#!/usr/bin/env bash
# make-runtime.sh DIRECTORY: gives the unpacked archive in DIRECTORY its own Java runtime, made by the JDK in JAVA_HOME, and the
# class data archive from which this runtime starts the commands faster; JEP 310, JEP 493.
set -euo pipefail

cd "$1"

# What the libraries load, and what a user expects of a runtime: other charsets, jcmd.
modules=java.base,java.compiler,java.desktop,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml
modules+=,jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.jcmd,jdk.management,jdk.unsupported,jdk.zipfs
rm -rf runtime lib/finelame.jsa
"$JAVA_HOME/bin/jlink" --add-modules $modules --strip-debug --no-man-pages --no-header-files --compress zip-6 --output runtime

launcher/class-data.sh lib/finelame.jsa
