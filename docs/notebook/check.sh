#!/usr/bin/env bash
# check.sh [DIR]: executes finelame.ipynb on the sample recording; DIR (default: a temporary one) gets finelame.html, with the figures.
# Needs Debian's jupyter-nbconvert, python3-ipykernel, python3-matplotlib and python3-pandas.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$(dirname "$(dirname "$here")")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
out=${1:-$scratch}
datasets=$home/datasets/nodejs

cd "$scratch"
"$home/finelame" replay --quiet "$datasets/recording" --out runs/nodejs
"$home/finelame" replay --quiet --sweep "$here/sweep.yml" --labels "$datasets/labels.csv" --out sweeps/nodejs "$datasets/recording"
"$home/finelame" inspect --csv "$datasets/recording" >nodejs.csv

mkdir -p "$out"
export PATH=/usr/bin:$PATH LABELS=$datasets/labels.csv RUN=$scratch/runs/nodejs SWEEP=$scratch/sweeps/nodejs DATAPOINTS=$scratch/nodejs.csv
jupyter-nbconvert --log-level ERROR --to html --execute --output-dir "$out" "$here/finelame.ipynb" 2>"$scratch/errors" || {
	cat "$scratch/errors" >&2
	exit 1
}
figures=$(grep -c '<img' "$out/finelame.html")
[ "$figures" -ge 5 ] || {
	echo "check.sh: $figures figures in $out/finelame.html: expected 5" >&2
	exit 1
}
echo "finelame.ipynb: executed, $figures figures"
