#!/usr/bin/env bash
# attribution.sh [OPTION...] [ROW...]: whom Finelame charges for what: CPU time burnt by the handlers of common servers, by their own
# clocks, and charged to those who asked for it, charged to others, and to nobody. --list names the rows, --help the options.
# As root; installs the Debian packages that the chosen rows need, and says which before.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# Debian's own Python has the frameworks that Debian packages; another python3 may come first on the path.
PYTHONPATH="$here/../datasets/harness" exec /usr/bin/python3 -B "$here/attribution/attribution.py" "$@"
