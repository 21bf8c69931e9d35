#!/usr/bin/env bash
# record.sh [OPTION...] NAME...: makes recordings of the suite anew: server, recorder, visitors, attackers. --list names them, --help
# the options. As root; installs the Debian packages that the chosen ones need, and says which before.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# Debian's own Python has the frameworks that Debian packages; another python3 may come first on the path.
PYTHONPATH="$here/../harness" exec /usr/bin/python3 -B "$here/suite.py" "$@"
