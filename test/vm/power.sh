#!/usr/bin/env bash
# Cuts the power of the test machine while its office issues tickets, again and again, on one and the same disk, and has
# the next machine look whether every ticket that a client was told is still there. Beside it a file is written without
# being synced: it must lose lines, or no power was cut.
#
#   test/vm/power.sh [CYCLES]
set -euo pipefail
cycles=${1:-10}
cd "$(dirname "$0")/../.."
source test/vm/boot.sh
disk=$bin/disk.img
truncate -s 0 "$disk" && truncate -s 64M "$disk"
/sbin/mkfs.ext4 -q -F "$disk"

last=0 naive=0
for i in $(seq "$cycles"); do
	said=$bin/power.log
	: >"$said"
	setsid "$kernel" "${machine[@]}" "ubd0=$disk" machine.dir="$PWD/test/vm" machine.seed="$(seed)" \
		machine.run="$bin/drivers.test,-test.run=^TestPower\$,-power=issue,-power.last=$last" </dev/null >"$said" 2>&1 &
	running=$!
	for _ in $(seq 600); do
		grep -q PROMISED "$said" && break
		kill -0 "$running" 2>/dev/null || { cat "$said"; exit 1; }
		sleep 0.05
	done
	sleep "0.$((RANDOM % 900 + 100))"
	kill -9 -- "-$running" # all threads of the machine at once
	wait "$running" 2>/dev/null || true
	last=$(sed -n 's/^PROMISED \([0-9]*\)\r*$/\1/p' "$said" | tail -1)
	if ! boot test/vm "$bin/drivers.test" '-test.run=^TestPower$' -power=verify "-power.last=$last"; then
		cat "$bin/drivers.test.log"
		echo "test machine: power cut $i after $last tickets: FAILED"
		exit 1
	fi
	naive=$((last - $(sed -n 's/^NAIVE \([0-9]*\).*/\1/p' "$bin/drivers.test.log")))
done
[ "$naive" -gt 0 ] || { echo "test machine: a file that is not synced lost nothing: no power was cut"; exit 1; }
echo "test machine: $cycles power cuts, $last tickets promised, none lost; of a file that is not synced $naive lines are gone"
