#!/usr/bin/env bash
# Boots the test machine for a program and passes its status on. Its disk is this machine's own, read only; what it
# writes is in memory and gone with it.
#
#   test/vm/run.sh PROGRAM [ARGUMENT...]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernel=$("$here/build.sh" --path)
[ -x "$kernel" ] || { echo "test machine: its kernel is not built: make test-vm" >&2; exit 1; }
machine=${MACHINE:?the first process, built from test/vm/machine}
words=$(IFS=,; echo "$*")
said=$(mktemp)
trap 'rm -f "$said"' EXIT
timeout "${LIMIT:-900}" "$kernel" mem="${MEMORY:-512M}" root=/dev/root rootfstype=hostfs rootflags=/ ro init="$machine" \
	con=null con0=fd:0,fd:1 quiet panic=-1 noreboot dummy_hcd.num=4 machine.dir="$PWD" machine.run="$words" \
	machine.seed="$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')" machine.rules="$here/../../packaging/udev/60-bileter.rules" </dev/null 2>&1 | tee "$said" || true
exit "$(sed -n 's/^machine: exit \([0-9]*\).*/\1/p' "$said" | tail -1 | grep . || echo 99)"
