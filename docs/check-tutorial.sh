#!/usr/bin/env bash
# check-tutorial.sh: runs the commands of tutorial.md, and looks at what they promise.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$(dirname "$here")
scratch=$(mktemp -d)
trap 'jobs -p | xargs -r kill 2>/dev/null || true; wait; rm -rf "$scratch"' EXIT
cd "$scratch"

datasets=$home/datasets
finelame() {
	"$home/finelame" "$@"
}

awk '/^```$/ { inside = 0 } inside; /^```sh$/ { inside = 1 }' "$here/tutorial.md" >commands
[ "$(grep -c finelame commands)" -ge 6 ] || {
	echo "check-tutorial.sh: tutorial.md has hardly any commands" >&2
	exit 1
}
source ./commands | tee output

grep -q 'lost  *nothing' output
grep -Eq 'recall +100.0 %' output
[ -s report.html ]
echo "check-tutorial.sh: the tutorial's commands work, and every attack was flagged"
