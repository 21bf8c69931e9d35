#!/bin/sh
# Compiles an eBPF program: compile.sh SOURCE OBJECT. CO-RE: the object runs on any kernel with BTF.
set -eu
source=$1 object=$2

fail() {
	echo "finelame: $1: install it (Debian: apt-get install clang libbpf-dev)" >&2
	exit 1
}

command -v clang >/dev/null || fail "clang, which compiles the eBPF programs, is missing"
[ -e /usr/include/bpf/bpf_helpers.h ] || fail "bpf/bpf_helpers.h of libbpf is missing"

case $(uname -m) in
aarch64) arch=arm64 ;;
*) arch=x86 ;;
esac

mkdir -p "$(dirname "$object")"
clang -O2 -g -target bpf -mcpu=v3 -D__TARGET_ARCH_$arch -Wall -Wextra -Wno-unused-parameter -Werror \
	-I"$(dirname "$0")" -I"/usr/include/$(uname -m)-linux-gnu" -c "$source" -o "$object"
