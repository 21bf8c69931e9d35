#!/usr/bin/env bash
# pack.sh DIR: packs each DIR/NAME that record.sh made into recorded/NAME.tar.xz, beside this script: recording, labels and how it was made.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
[ $# -eq 1 ] && [ -d "$1" ] || { echo "pack.sh: expected one directory, in which record.sh made recordings" >&2; exit 2; }
mkdir -p "$here/recorded"
for made in "$1"/*/made.json; do
	name=$(basename "$(dirname "$made")")
	tar --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -C "$1" -c "$name/labels.csv" "$name/made.json" \
		"$name/recordings/$name" | xz -9e >"$here/recorded/$name.tar.xz"
	echo "$name: $(stat -c %s "$here/recorded/$name.tar.xz") bytes"
done
