#!/bin/sh
# Compiles an eBPF program: compile.sh SOURCE OBJECT [ARCHITECTURE]. CO-RE: the object runs on any kernel with BTF. ARCHITECTURE
# is that of the kernel, x86_64 or aarch64, by default this machine's.
set -eu
source=$1 object=$2 architecture=${3:-$(uname -m)}

fail() {
	echo "finelame: $1: install it (Debian: apt-get install $2)" >&2
	exit 1
}

command -v clang >/dev/null || fail "clang, which compiles the eBPF programs, is missing" "clang libbpf-dev"
[ -e /usr/include/bpf/bpf_helpers.h ] || fail "bpf/bpf_helpers.h of libbpf is missing" "clang libbpf-dev"

case $architecture in
aarch64) target=arm64 debian=arm64 ;;
*) target=x86 debian=amd64 ;;
esac

# Debian's place for this machine's headers, then that of its packages for cross-compiling.
for headers in "/usr/include/$architecture-linux-gnu" "/usr/$architecture-linux-gnu/include"; do
	[ ! -e "$headers/asm/unistd.h" ] || break
done
[ "$architecture" = "$(uname -m)" ] || [ -e "$headers/asm/unistd.h" ] ||
	fail "the kernel headers of $architecture are missing" "linux-libc-dev-$debian-cross"

mkdir -p "$(dirname "$object")"
clang -O2 -g -target bpf -mcpu=v3 -D__TARGET_ARCH_$target -Wall -Wextra -Wno-unused-parameter -Werror \
	-I"$(dirname "$0")" -I"$headers" -c "$source" -o "$object"
