#!/usr/bin/env bash
# check.sh [GUIDE...]: runs the commands of the guides (all by default), and holds what the documentation says against what
# the project does.
#
# In a guide, a ```sh block is run: all of a guide's in one shell, in an empty directory, with finelame on the path and
# $datasets set. Each line of a ```text block must be in what they print, where … stands for anything. Other blocks are shown
# only.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$(dirname "$here")
scratch=$(mktemp -d)
chmod 755 "$scratch"
# Of guides that are run: each has a session of its own.
stop() {
	local running
	for running in $(cat "$scratch"/*.running 2>/dev/null); do
		kill -- "-$running" 2>/dev/null || true
	done
	wait
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT TERM

mkdir "$scratch/bin"
ln -s "$home/finelame" "$scratch/bin/finelame"
# Debian's, which Debian's pandas is for, whichever Python comes first otherwise.
ln -s /usr/bin/python3 "$scratch/bin/python3"
export PATH=$scratch/bin:$PATH datasets=$home/datasets
AT_ONCE=2
commands=(record detect top replay analyze inspect doctor cost)

problem() {
	echo "check.sh: $1" >&2
	echo "$1" >>"${problems:-$scratch/problems}"
}

# blocks LANGUAGE FILE
blocks() {
	awk -v fence="\`\`\`$1" '/^```$/ { inside = 0 } inside; $0 == fence { inside = 1 }' "$2"
}

# A promised line as a regular expression.
pattern() {
	sed -E 's/[][\\.*^$(){}?+|/]/\\&/g; s/…/.*/g; s/^ +//; s/ +$//; s/ +/ +/g' <<<"$1"
}

check_guide() {
	local guide=$1 name directory line running code=0 promised=0 started=$SECONDS
	name=$(basename "$guide" .md)
	directory=$scratch/$name
	mkdir "$directory"
	blocks sh "$guide" >"$scratch/$name.sh"
	setsid bash -c 'cd "$1" && set -euo pipefail && source "$2"' "$name" "$directory" "$scratch/$name.sh" >"$scratch/$name.out" 2>&1 &
	running=$!
	echo "$running" >"$scratch/$name.running"
	wait "$running" || code=$?
	kill -- "-$running" 2>/dev/null || true
	rm "$scratch/$name.running"
	if [ $code -ne 0 ]; then
		tail -n 20 "$scratch/$name.out" >&2
		problem "$name.md: its commands end with $code; the last lines of their output are above"
		return
	fi
	while read -r line; do
		[ -n "$line" ] || continue
		promised=$((promised + 1))
		grep -qE -- "$(pattern "$line")" "$scratch/$name.out" || problem "$name.md: not in the output of its commands: $line"
	done < <(blocks text "$guide")
	echo "$name.md: $(grep -c . "$scratch/$name.sh") lines run, $promised lines of output found, $((SECONDS - started)) s"
}

# Recording needs rights: what a guide does then is told, and skipped.
records() {
	blocks sh "$1" | grep -qE 'finelame (record|detect|doctor)'
}

check_guides() {
	local guide may_record=1
	finelame doctor >"$scratch/doctor" 2>&1 || may_record=0
	[ $may_record = 1 ] || [ "${FINELAME_REQUIRE_BPF:-}" != 1 ] || {
		cat "$scratch/doctor" >&2
		problem "recording doesn't work here, and FINELAME_REQUIRE_BPF is 1"
	}
	for guide in "$@"; do
		[ -n "$(blocks sh "$guide")" ] || continue
		if [ $may_record = 0 ] && records "$guide"; then
			echo "$(basename "$guide"): skipped: it records, and 'finelame doctor' says that this can't be done here"
		else
			# They wait for servers and visitors most of the time.
			while [ "$(jobs -pr | wc -l)" -ge "$AT_ONCE" ]; do wait -n; done
			(problems=$scratch/$(basename "$guide").again && check_guide "$guide") &
		fi
	done
	wait
	# Another guide's load may have been in the way.
	for guide in "$@"; do
		[ -e "$scratch/$(basename "$guide").again" ] || continue
		echo "$(basename "$guide"): once more, alone"
		rm -r "$scratch/$(basename "$guide" .md)"
		check_guide "$guide"
	done
}

pages() {
	find "$home" -name target -prune -o -name node_modules -prune -o -name '*.md' -print
}

# anchors FILE: of its headings, as they are linked to.
anchors() {
	sed -nE 's/^#+ +//p' "$1" | tr '[:upper:]' '[:lower:]' | sed -E 's/[^a-z0-9 _-]//g; s/ /-/g'
}

check_links() {
	local page link target count=0
	while read -r page; do
		while read -r link; do
			count=$((count + 1))
			target=$page
			[ -z "${link%%#*}" ] || target=$(dirname "$page")/${link%%#*}
			if [ ! -e "$target" ]; then
				problem "${page#"$home/"}: links to $link, which is not there"
			elif [[ $link == *#* ]] && ! anchors "$target" | grep -qxF -- "${link#*#}"; then
				problem "${page#"$home/"}: links to $link, where no such heading is"
			fi
		done < <(grep -oE '\]\([^) ]+\)' "$page" | sed -E 's/^\]\(//; s/\)$//' | grep -vE '^[a-z]+:' || true)
	done < <(pages)
	echo "links: $count lead somewhere"
}

# options_in: each option in the text on standard input, where --this--> is an arrow.
options_in() {
	sed -E 's/--[a-z]+-->//g' | grep -oE -- '(^|[^[:alnum:]_-])--[a-z][a-z0-9-]*' | grep -oE -- '--[a-z][a-z0-9-]*' | sort -u || true
}

# What follows a command of Finelame must be an option of it; any other, one of a script of datasets/ or of what is named here.
check_options() {
	local command text option line count=0
	local others='--config|--storage|--web|--host|--port|--unbuffered|--ano-detect|--no-trunc|--class-path'
	others+='|--perf-basic-prof|--interpreted-frames-native-stack|--yjit-perf|--colors'
	mkdir "$scratch/options"
	for command in "${commands[@]}"; do
		finelame "$command" --help >"$scratch/help-$command"
		options_in <"$scratch/help-$command" >"$scratch/options/$command"
	done
	cat "$home"/datasets/*/*.{sh,js,py} | options_in >"$scratch/options/datasets"
	sort -u "$scratch/options"/* >"$scratch/options/all"
	for text in "$home/README.md" "$here"/*.md; do
		while read -r command line; do
			while read -r option; do
				count=$((count + 1))
				grep -qxF -- "$option" "$scratch/options/$command" ||
					problem "${text#"$home/"}: finelame $command has no $option"
			done < <(options_in <<<"$line")
		done < <(sed -e ':more' -e '/\\$/N; s/\\\n//; t more' "$text" | grep -oE "finelame ($(IFS='|' && echo "${commands[*]}")) [^\`|&;#]*" | sed 's/^finelame //; s/ -- .*//')
		while read -r option; do
			grep -qxF -- "$option" "$scratch/options/all" || [[ $option =~ ^($others)$ ]] ||
				problem "${text#"$home/"}: nothing has the option $option"
		done < <(options_in <"$text")
	done
	echo "options: $count are those of their commands"
}

# sources: each source file on a line of its own, with string literals that are concatenated put together.
sources() {
	local file
	while read -r file; do
		tr '\n\t' '  ' <"$file" | sed -E 's/" *\+ *"//g; s/ +/ /g'
		echo
	done < <(find "$home"/*/src/main/java -name '*.java' && find "$home/finelame" "$home/launcher" -type f)
}

# Each message of troubleshooting.md must still be printed: what is between its … stands in one source file.
check_messages() {
	local message part count=0
	sources >"$scratch/sources"
	while read -r message; do
		count=$((count + 1))
		cp "$scratch/sources" "$scratch/left"
		while read -r part; do
			grep -F -- "$part" "$scratch/left" >"$scratch/found" || true
			mv "$scratch/found" "$scratch/left"
		done < <(sed 's/…/\n/g' <<<"$message" | grep -E '[[:alnum:]]{2}')
		[ -s "$scratch/left" ] || problem "docs/troubleshooting.md: no source prints: $message"
	done < <(sed -nE 's/^### `(.*)`$/\1/p' "$here/troubleshooting.md")
	[ $count -ge 20 ] || problem "docs/troubleshooting.md: only $count messages"
	echo "messages: $count are still printed"
}

# prose FILE: a page without code, line by line.
prose() {
	awk '/^ *```/ { code = !code; print ""; next } code || /^(    |\t)/ { print ""; next } { print }' "$1" |
		sed -E 's/`[^`]*`//g; s/\]\([^)]*\)/]/g'
}

# strings: each string of several words in the Java sources, concatenated ones put together, and in the launcher.
strings() {
	find "$home"/*/src/main/java -name '*.java' -exec perl -0777 -ne '
		s/"\s*\+\s*"//g;
		while (/"""(.*?)"""|"((?:\\.|[^"\\\n])*)"|\x27(?:\\.|[^\x27\\])\x27|\/\/[^\n]*|\/\*.*?\*\//gs) {
			my $text = $1 // $2 // next;
			$text =~ s/\s+/ /g;
			print "$text\n" if $text =~ /\w[^\w ]* \w/;
		}' {} +
	grep -hvE '^\s*#' "$home/finelame" "$home"/launcher/{*.sh,java-home,commands/*} | grep -oE '"[^"]*[[:alpha:]] [[:alpha:]][^"]*"'
}

# said: help texts or messages without what they quote of the formats: column names, and examples of commands.
said() {
	sed -E "s/'[a-z_-]+'//g; /^ *finelame [a-z]/d"
}

# avoided TEXT PLACE: each line of TEXT that has a term of terms.tsv; PLACE is a page, or what TEXT is.
avoided() {
	local term instead except found
	while IFS=$'\t' read -r term instead except; do
		[ "$2" != "${except:-none}" ] || continue
		while read -r found; do
			problem "$2:$found: instead, $instead"
		done < <(grep -niE -- "(^|[^[:alnum:]_-])($term)([^[:alnum:]_-]|$)" "$1")
	done < <(grep -vE '^(#|term)' "$here/terms.tsv")
}

# The table of features is what the code says.
check_features() {
	finelame run-class io.finelame.record.doctor.FeatureTable >"$scratch/features"
	grep -E '^\| (feature|--- \| --- \| ---: \| --- \| --- \||`REQ_)' "$here/features.md" | head -n "$(wc -l <"$scratch/features")" |
		diff "$scratch/features" - >"$scratch/features.diff" ||
		problem "features.md: its table is not what 'finelame run-class io.finelame.record.doctor.FeatureTable' prints: $(head -n 3 "$scratch/features.diff")"
	echo "features: $(($(wc -l <"$scratch/features") - 2)) in the table"
}

# The tables of columns are what the code writes and reads.
check_columns() {
	local kind page
	while read -r kind page; do
		finelame run-class io.finelame.run.table.ColumnTables "$kind" >"$scratch/columns"
		awk -v heading="$(head -n 1 "$scratch/columns")" '$0 == heading { in_table = 1 } in_table { if (!/^\|/) exit; print }' "$here/$page" |
			diff "$scratch/columns" - >"$scratch/columns.diff" ||
			problem "$page: its table is not what 'finelame run-class io.finelame.run.table.ColumnTables $kind' prints: $(head -n 3 "$scratch/columns.diff")"
		echo "columns: $(($(wc -l <"$scratch/columns") - 2)) in $page"
	done <<-'END'
		run run-directory.md
		sweep sweep.md
	END
}

check_terms() {
	local page count=0
	while read -r page; do
		count=$((count + 1))
		prose "$page" >"$scratch/prose"
		avoided "$scratch/prose" "${page#"$home/"}"
	done < <(pages)
	finelame --help >"$scratch/help-"
	cat "$scratch"/help-* | said >"$scratch/help"
	avoided "$scratch/help" 'help text'
	strings | said >"$scratch/strings"
	avoided "$scratch/strings" message
	[ "$(wc -l <"$scratch/strings")" -ge 500 ] || problem "only $(wc -l <"$scratch/strings") messages were found in the sources"
	echo "terms: $count pages, the help texts and $(wc -l <"$scratch/strings") messages checked"
}

# Executes the notebook where Jupyter is.
check_notebook() {
	if [ ! -x /usr/bin/jupyter-nbconvert ]; then
		[ "${FINELAME_REQUIRE_BPF:-}" != 1 ] || problem "jupyter-nbconvert is missing, and FINELAME_REQUIRE_BPF is 1"
		echo "finelame.ipynb: skipped: jupyter-nbconvert is missing"
	elif ! "$here/notebook/check.sh"; then
		problem "notebook/finelame.ipynb can't be executed"
	fi
}

guides=("$here"/*.md)
if [ $# -gt 0 ]; then
	guides=("$@")
else
	check_links
	check_options
	check_messages
	check_features
	check_columns
	check_terms
	check_notebook
fi
check_guides "${guides[@]}"
[ ! -e "$scratch/problems" ] || exit 1
