#!/usr/bin/env bash
# check.sh: unpacks the archive that the build made, and uses it as its user would.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
	echo "check.sh: $1" >&2
	exit 1
}

tar -xzf "$here"/target/finelame-*.tar.gz -C "$scratch"
cd "$scratch"/finelame-*
./finelame inspect "$here/../datasets/nodejs/recording" | grep -q 'ended in good order' || fail "inspect found no whole recording"
./finelame replay datasets/nodejs/recording --out "$scratch/run" | grep -q 'flagged 20' || fail "replay did not flag the 20 attacks"
./finelame analyze "$scratch/run" --labels datasets/nodejs/labels.csv --out "$scratch/report.html" >/dev/null
[ -s "$scratch/report.html" ] || fail "analyze wrote no report"
[ -e "$(./finelame include)/finelame.bpf.h" ] || fail "there are no headers"
for command in record detect replay analyze inspect doctor; do
	grep -q "^\.SH \"OPTIONS\"" "share/man/man1/finelame-$command.1" || fail "finelame-$command.1 has no options"
done
bash -n share/bash-completion/completions/finelame
dpkg-deb --contents "$here"/target/finelame_*.deb >"$scratch/contents"
for file in usr/bin/finelame usr/share/finelame/datasets/nodejs/demo.sh usr/lib/systemd/system/finelame@.service; do
	grep -q "./$file" "$scratch/contents" || fail "the Debian package lacks $file"
done
echo "check.sh: archive and Debian package are usable"
