#!/usr/bin/env bash
# Runs the tests that want real drivers of the kernel: boots the test machine once for each suite.
#
#   test/vm/run.sh                   all suites
#   test/vm/run.sh quick             those that take seconds
#   test/vm/run.sh -test.run=Pulled  only what matches of the suite of this folder, and all it says
set -euo pipefail
cd "$(dirname "$0")/../.."
source test/vm/boot.sh
go test -c -o "$bin/lines.test" ./display/gpio
go test -c -o "$bin/ports.test" ./internal/port

# suite NAME FOLDER PROGRAM [ARGUMENT...]: all it said is shown when it fails.
suite() {
	local name=$1 dir=$2 program=$3 began=$SECONDS
	shift 3
	if boot "$dir" "$bin/$program" -test.v -test.timeout=800s "$@"; then
		echo "test machine: $name: $(grep -c '^--- PASS' "$bin/$program.log") tests passed, $(grep -c '^--- SKIP' "$bin/$program.log") skipped, $((SECONDS - began)) s"
	else
		cat "$bin/$program.log"
		echo "test machine: $name: FAILED"
		failed=1
	fi
}

failed=0
if [ "${1:-}" = quick ]; then
	suite "lamps and buttons (gpio-sim)" display/gpio lines.test -test.run=Hardware
	suite "ports" internal/port ports.test
	echo "SKIPPED: USB printers on real drivers; make test-vm runs them (4 minutes)"
elif [ $# -gt 0 ]; then
	suite "USB printers" test/vm drivers.test "$@"
	cat "$bin/drivers.test.log"
else
	suite "lamps and buttons (gpio-sim)" display/gpio lines.test -test.run=Hardware
	suite "ports" internal/port ports.test
	suite "USB printers (usblp, cdc-acm, udev)" test/vm drivers.test
fi
exit $failed
