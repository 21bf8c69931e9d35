#!/bin/sh
# Compiles a test server: compile.sh SOURCE EXECUTABLE.
set -eu
mkdir -p "$(dirname "$2")"
clang -O1 -g -Wall -Wextra -Werror -rdynamic -pthread "$1" -o "$2"
