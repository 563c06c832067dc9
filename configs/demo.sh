#!/usr/bin/env bash
# The sample office on this machine: a central server, and the kiosk with an emulated printer and lamps.
# Everything is kept in var/. Ctrl-C ends both. It is open at any hour; HOURS=" " keeps the opening hours.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${DATA:-var}
central_port=${CENTRAL_PORT:-8090}
mkdir -p "$data/kiosk"

pids=()
finish() {
	trap - EXIT INT TERM
	for ((i = ${#pids[@]} - 1; i >= 0; i--)); do kill "${pids[i]}" 2>/dev/null || true; done
	wait 2>/dev/null || true
}
trap finish EXIT INT TERM

bin/central run --listen "127.0.0.1:$central_port" --data "$data/central" &
pids+=($!)

code=()
if [ ! -s "$data/kiosk/central.key" ]; then
	for _ in $(seq 50); do
		one=$(bin/central code --data "$data/central" --office olszanow --node hol 2>/dev/null) && break
		sleep 0.1
	done
	code=(--central-code "$one")
fi

# A login that everybody knows, for this demonstration only.
if ! bin/bileter account list --data "$data/kiosk" | grep '^demo ' >/dev/null; then
	echo "zielony rower" | bin/bileter account add demo --name "Demonstracja" --role administrator --password-stdin --data "$data/kiosk" >/dev/null
fi
echo "Sign in to the pages as demo, password: zielony rower"

screen=auto
mirror=()
if [ -z "${DISPLAY:-}" ]; then
	# No display here: a virtual one, and a picture of it every second.
	Xvfb -displayfd 3 -screen 0 1080x1920x24 -nolisten tcp -noreset 3>"$data/display" 2>/dev/null &
	pids+=($!)
	for _ in $(seq 50); do [ -s "$data/display" ] && break; sleep 0.1; done
	DISPLAY=":$(cat "$data/display")"
	export DISPLAY
	screen=on
	mirror=(--screen-mirror "$data/screen.png")
	echo "No display: the touch screen is drawn on a virtual one; look at $data/screen.png"
fi

bin/bileter run --config configs/olszanow.toml ${HOURS:---always-open} --data "$data/kiosk" --screen "$screen" "${mirror[@]}" \
	--central "http://127.0.0.1:$central_port" "${code[@]}" "$@" &
pids+=($!)
wait "$!" # in the background, so that a signal to this script is obeyed at once
