#!/bin/sh
# Compiles the library that counts allocations: compile.sh LIBRARY. Against no C library, so that it can be preloaded beside any.
set -eu
here=$(dirname "$0")
mkdir -p "$(dirname "$1")"
clang -O2 -g -std=gnu11 -fPIC -shared -nostdlib -fno-builtin -fexceptions -Wall -Wextra -Werror -Wl,-z,relro,-z,now,-z,noexecstack \
	-Wl,-soname,"$(basename "$1")" -I"$here/../c" "$here/memory.c" -o "$1"
