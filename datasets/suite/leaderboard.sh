#!/usr/bin/env bash
# leaderboard.sh: every model of leaderboard.yml on every recording of the suite, in one sweep, and docs/leaderboard.md from it.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$here/../..

usage() {
	cat <<-'EOT'
	Usage: leaderboard.sh [OPTION...]

	  --recordings DIR  DIR/NAME is a recording by record.sh (default: those that are committed)
	  --sweep FILE      the questions (default leaderboard.yml, beside this script)
	  --out FILE        the tables, as Markdown; beside it, as CSV, FILE.csv (default docs/leaderboard.md)
	  --work DIR        where recordings are unpacked, and the sweep is (default datasets/target/suite)
	EOT
}

fail() {
	echo "leaderboard.sh: $1" >&2
	exit 2
}

recordings= sweep=$here/leaderboard.yml out=$home/docs/leaderboard.md work=$here/../target/suite
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help)
		usage
		exit
		;;
	--recordings | --sweep | --out | --work)
		[ $# -ge 2 ] || fail "$1 needs a value; --help lists the options"
		printf -v "${1#--}" %s "$(realpath -m "$2")"
		shift 2
		;;
	*) fail "unknown option $1; --help lists the options" ;;
	esac
done

mkdir -p "$work"
if [ -z "$recordings" ]; then
	recordings=$work/unpacked
	rm -rf "$recordings"
	mkdir "$recordings"
	for packed in "$here"/recorded/*.tar.xz; do
		tar -xJf "$packed" -C "$recordings"
	done
fi

"$here/record.sh" --splits >"$work/split.csv"
places=() labels=()
while IFS=, read -r name _; do
	[ "$name" != recording ] || continue
	[ -d "$recordings/$name/recordings/$name" ] || fail "$recordings/$name: no such recording; 'record.sh $name' makes it"
	places+=("$recordings/$name/recordings/$name")
	labels+=(--labels "$recordings/$name/labels.csv")
done <"$work/split.csv"

runs=$work/suite
rm -rf "$runs"
"$home/finelame" replay --quiet --sweep "$sweep" --out "$runs" "${labels[@]}" "${places[@]}"
"$home/finelame" analyze "$runs" --leaderboard "$out" --split "$work/split.csv" --choose-on tune --out "$work/report.html"
