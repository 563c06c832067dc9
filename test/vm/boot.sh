# What run.sh and power.sh have in common; sourced in the root of the repository. It builds what runs in the machine and
# tells how it is booted: its disk is this machine's own, read only; what it writes is in memory and gone with it. The
# programs in it are static and without the race detector, which does not start there.
kernel=$(test/vm/build.sh --path)
[ -x "$kernel" ] || { echo "test machine: its kernel is not built: make test-vm" >&2; exit 1; }

bin=$PWD/bin/vm
mkdir -p "$bin"
export CGO_ENABLED=0
go build -o "$bin/" ./test/vm/machine ./cmd/bileter
go test -c -o "$bin/drivers.test" ./test/vm

# Its memory is a file, of which only what it uses is there; a container's /dev/shm is often too small for that.
[ "$(df --output=avail -m /dev/shm 2>/dev/null | tail -1)" -gt 600 ] 2>/dev/null || export TMPDIR=${TMPDIR:-/tmp}

machine=(mem=512M root=/dev/root rootfstype=hostfs rootflags=/ ro init="$bin/machine" con=null con0=fd:0,fd:1 quiet panic=-1
	noreboot dummy_hcd.num=4 machine.rules="$PWD/packaging/udev/60-bileter.rules")

# seed is random numbers for the machine's kernel.
seed() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

# boot FOLDER PROGRAM [ARGUMENT...]: the status of the program, 99 when the machine did not come to its end. What was
# said is in bin/vm/PROGRAM.log. $disk is a disk for it, if set.
boot() {
	local dir=$1 said=$bin/$(basename "$2").log
	shift
	timeout 900 "$kernel" "${machine[@]}" ${disk:+"ubd0=$disk"} machine.dir="$PWD/$dir" machine.seed="$(seed)" \
		machine.run="$(IFS=,; echo "$*")" </dev/null >"$said" 2>&1 || true
	return "$(sed -n 's/^machine: exit \([0-9]*\).*/\1/p' "$said" | tail -1 | grep . || echo 99)"
}
