#!/usr/bin/env bash
# faults.sh [KILLS [FILES]]: the faults of record's tests in full number (100 kills, 1,000 damaged files of each kind), as a Markdown
# table. Needs root and eBPF; takes ten minutes to an hour.
set -euo pipefail

cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
echo '| fault | tried | documents lost | what is said of it |'
echo '| --- | ---: | ---: | --- |'
FINELAME_REQUIRE_BPF=1 ./mvnw -q -B -ntp -pl record -am test \
	-Dtest='DamagedRecordingTest,RecorderFaultsTest,EventRecorderTest,AutomaticMappingTest#record_processThatIsStartedLater*' \
	-Dsurefire.failIfNoSpecifiedTests=false -Dfinelame.kills="${1:-100}" -Dfinelame.corruptions="${2:-1000}" |
	grep '^| '
