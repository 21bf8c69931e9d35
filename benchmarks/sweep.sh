#!/usr/bin/env bash
# sweep.sh [ROUNDS]: the same replay, and the same sweep of 216, by pandas and scikit-learn (peers/replay_sklearn.py) and by
# finelame, alternating, whole process against whole process; then the models themselves, one against the other.
# Needs Debian's python3-sklearn, python3-pandas and python3-joblib.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=$(dirname "$here")
rounds=${1:-5}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
peer=(/usr/bin/python3 "$here/peers/replay_sklearn.py")

cd "$home"
benchmarks/build.sh
"${peer[@]}" make "$scratch/table.csv"
"$here/run.sh" MakeRecording "$scratch/table.csv" datasets/nodejs/fl_cfg.yml "$scratch/recording"
printf 'origin_ip,label\n127.0.0.66,attack\n127.0.0.1,legitimate\n' >"$scratch/labels.csv"

seconds() {
	local TIMEFORMAT=%R
	{ time "$@" >/dev/null 2>"$scratch/errors"; } 2>&1 || { cat "$scratch/errors" >&2; exit 1; }
}

median() {
	sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%.2f (%.2f to %.2f)", v[int((NR + 1) / 2)], v[1], v[NR] }'
}

compare() {
	echo "$1 scikit-learn: $(median "$scratch/peer.$2") s"
	echo "$1 finelame:     $(median "$scratch/ours.$2") s"
	paste "$scratch/peer.$2" "$scratch/ours.$2" | awk '{ print $1 / $2 }' >"$scratch/ratios"
	echo "$1 ratio of each round: $(median "$scratch/ratios")"
}

for ((round = 1; round <= rounds; round++)); do
	seconds "${peer[@]}" run "$scratch/table.csv" --out "$scratch/peer.json" >>"$scratch/peer.one"
	rm -rf "$scratch/run"
	seconds ./finelame replay --k 3 --features REQ_CPUTIME,REQ_MEM_MALLOC,REQ_PGFLT --train-time 100 --scoring finelame \
		--threshold sigma:5 --out "$scratch/run" "$scratch/recording" >>"$scratch/ours.one"
	seconds "${peer[@]}" sweep "$scratch/table.csv" --jobs 2 --out "$scratch/peer.csv" >>"$scratch/peer.times"
	rm -rf "$scratch/sweep"
	seconds ./finelame replay --sweep "$here/sweep.yml" --labels "$scratch/labels.csv" --threads 2 \
		--out "$scratch/sweep" "$scratch/recording" >>"$scratch/ours.times"
done
compare "one replay:" one
compare "a sweep on 2 cores:" times

/usr/bin/python3 - "$scratch/peer.csv" "$scratch/sweep/runs.csv" <<'EOT'
import sys
import pandas as pd
peer, ours = pd.read_csv(sys.argv[1]), pd.read_csv(sys.argv[2])
ours["features"] = ours.features.str.replace(" ", "+")
both = peer.merge(ours, on=["k", "features", "train_time"])
assert len(both) == 216 and (both.train_rows == both.train).all()
change = both.inertia_y / both.inertia_x - 1
print(f"inertia: no worse in {(change <= 1e-9).sum()} of 216, lower in {(change < -1e-9).sum()}; "
      f"median {change.median():+.1e}, worst {change.max():+.1e}, best {change.min():+.1e}")
EOT

echo
echo "the models, from the same centroids:"
features=REQ_CPUTIME,REQ_MEM_MALLOC,REQ_PGFLT,REQ_IDLE_TIME
for k in 2 3 5 10; do
	./finelame replay --k $k --features $features --train-time 100 --scoring finelame --out "$scratch/run-$k" \
		"$scratch/recording" >/dev/null
	"$here/run.sh" ScikitComparison centroids "$scratch/run-$k" "$scratch/start.csv"
	"${peer[@]}" run "$scratch/table.csv" --k $k --features $features --train-time 100 \
		--centroids "$scratch/start.csv" --out "$scratch/peer-$k.json" >/dev/null
	echo "k = $k: $("$here/run.sh" ScikitComparison compare "$scratch/run-$k" "$scratch/peer-$k.json" | paste -sd' ')"
done
