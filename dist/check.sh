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

# expect WORD COMMAND...: WORD is in what COMMAND prints.
expect() {
	local word=$1
	shift
	"$@" >"$scratch/output" 2>&1 || fail "'$*' failed: $(cat "$scratch/output")"
	grep -qF -e "$word" "$scratch/output" || fail "'$*' does not print '$word': $(cat "$scratch/output")"
}

# refused CODE WORD COMMAND...: it ends with CODE and one line, which has WORD.
refused() {
	local code=$1 word=$2 found=0
	shift 2
	"$@" >"$scratch/output" 2>&1 || found=$?
	[ "$found" -eq "$code" ] || fail "'$*' ended with $found, not $code: $(cat "$scratch/output")"
	[ "$(wc -l <"$scratch/output")" -eq 1 ] || fail "'$*' prints more than one line: $(cat "$scratch/output")"
	grep -qF -e "$word" "$scratch/output" || fail "'$*' does not print '$word': $(cat "$scratch/output")"
}

tar -xzf "$here"/target/finelame-*.tar.gz -C "$scratch"
cd "$scratch"/finelame-*
commands="record detect top replay analyze inspect doctor cost"
recording=datasets/nodejs/recording

# What the front page links to is there.
while read -r link; do
	[ -e "$link" ] || fail "README.md links to $link, which the archive lacks"
done < <(grep -oE '\]\([^) #]+' README.md | sed 's/^](//' | grep -v '^http' | sort -u)

# The commands.
expect 'complete (' ./finelame inspect $recording
expect 'flagged 20' ./finelame replay $recording --out "$scratch/run"
expect 'Report: ' ./finelame analyze "$scratch/run" --labels datasets/nodejs/labels.csv --out "$scratch/report.html"
[ -s "$scratch/report.html" ] || fail "analyze wrote no report"
[ -e "$(./finelame include)/finelame.bpf.h" ] || fail "there are no headers"
LD_PRELOAD=$(./finelame preload) true 2>&1 | grep . && fail "the library that counts allocations can't be preloaded"
expect '"flagged":20' ./finelame replay $recording --json --out "$scratch/json"
for quiet in "inspect --quiet $recording" "replay --quiet $recording --out $scratch/quiet" \
	"analyze --quiet $scratch/run --out $scratch/quiet.html"; do
	[ -z "$(./finelame $quiet 2>&1)" ] || fail "'$quiet' prints something"
done
./finelame inspect $recording | grep -q $'\e' && fail "colours where there is no terminal"

# Help and mistakes.
expect 'Usage:' ./finelame --help
expect 'finelame 0.' ./finelame --version
for command in $commands; do
	expect 'Exit codes:' ./finelame help "$command"
	expect 'Examples:' ./finelame "$command" --help
	expect 'finelame 0.' ./finelame "$command" --version
done
refused 2 "did you mean 'replay'?" ./finelame relpay
refused 2 "did you mean '--features'?" ./finelame replay --feature X $recording
refused 2 "did you mean 'REQ_CPUTIME'?" ./finelame replay --features REQ_CPUTIM $recording
refused 2 "did you mean 'l1'?" ./finelame replay --scoring l2 $recording
refused 2 "did you mean 'events'?" ./finelame record --fidelity event --pid 1
refused 2 "did you mean 'age'?" ./finelame top --attach $recording --sort agee

# Its own runtime and the class data of it: used, and no word of it if they can't be.
JAVA_HOME=/nowhere PATH=/usr/bin:/bin expect 'complete (' ./finelame inspect $recording
FINELAME_JAVA_OPTIONS=-Xlog:class+load ./finelame inspect $recording >"$scratch/classes"
[ "$(grep -c 'source: shared' "$scratch/classes")" -gt "$(($(grep -c 'source:' "$scratch/classes") * 8 / 10))" ] ||
	fail "the class data are not used"
cp -p lib/finelame.jsa "$scratch/whole.jsa"
truncate -s 4096 lib/finelame.jsa
[ -z "$(./finelame inspect --quiet $recording 2>&1)" ] || fail "broken class data are complained of"
mv "$scratch/whole.jsa" lib/finelame.jsa

# Man pages and completion.
for command in $commands; do
	page=share/man/man1/finelame-$command.1.gz
	for section in NAME SYNOPSIS OPTIONS 'EXIT STATUS' EXAMPLES; do
		zgrep -q "^\.SH \"$section\"" "$page" || fail "$page has no $section"
	done
	[ -z "$(man --warnings -l "$page" 2>&1 >/dev/null)" ] || fail "man warns of $page"
done
bash_completion() {
	bash -c 'source share/bash-completion/completions/finelame
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _complete_finelame; echo "${COMPREPLY[@]}"' bash "$@"
}
expect 'record' bash_completion finelame rec
expect '--scoring' bash_completion finelame replay --sc
expect 'finelame' bash_completion finelame replay --scoring ''
expect 'REQ_TCP_SENT' bash_completion finelame replay --features REQ_T
zsh_completion() {
	timeout 60 "$here/completions.zsh" share/zsh/vendor-completions "$1"
}
expect 'doctor' zsh_completion 'finelame '
expect 'replay' zsh_completion 'finelame re'
expect '--sweep' zsh_completion 'finelame replay --s'
expect 'l1' zsh_completion 'finelame replay --scoring '
expect 'snapshots' zsh_completion 'finelame record --fidelity '
expect 'REQ_TCP_SENT' zsh_completion 'finelame replay --features REQ_T'

# The Debian package.
dpkg-deb --contents "$here"/target/finelame_*.deb >"$scratch/contents"
for file in usr/bin/finelame usr/share/finelame/datasets/nodejs/demo.sh usr/share/finelame/runtime/bin/java usr/share/finelame/lib/finelame.jsa usr/lib/systemd/system/finelame@.service \
	usr/share/man/man1/finelame.1.gz usr/share/zsh/vendor-completions/_finelame usr/share/doc/finelame/copyright; do
	grep -q "./$file" "$scratch/contents" || fail "the Debian package lacks $file"
done
# Unpacked with the times of its files, which the class data name.
dpkg-deb --extract "$here"/target/finelame_*.deb "$scratch/package"
FINELAME_JAVA_OPTIONS=-Xlog:class+load "$scratch/package/usr/share/finelame/finelame" inspect $recording >"$scratch/classes"
[ "$(grep -c 'source: shared' "$scratch/classes")" -gt "$(($(grep -c 'source:' "$scratch/classes") * 8 / 10))" ] ||
	fail "the Debian package's class data are not used"
echo "check.sh: archive and Debian package are usable"
