#!/usr/bin/env bash
# Builds the kernel of the test machine: Linux as an ordinary program ("user-mode Linux"), which needs no root, no KVM
# and no device. About five minutes of two cores, once: the result is kept outside the repository under a name made of
# everything it was made from, so a changed recipe is another kernel.
#
#   test/vm/build.sh          builds what is not there yet
#   test/vm/build.sh --path   only says where the kernel is or would be
set -euo pipefail
cd "$(dirname "$0")"
source=/usr/src/linux-source-6.1.tar.xz
version=$(dpkg-query -W -f='${Version}' linux-source-6.1 2>/dev/null || true)
recipe=$( (cat build.sh kernel.config; echo "$version"; uname -m) | sha256sum | cut -c1-12)
cache=${BILETER_VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/bileter/vm}
kernel=$cache/linux-$recipe
[ "${1:-}" = --path ] && { echo "$kernel"; exit 0; }
[ -x "$kernel" ] && exit 0

[ "$(uname -m)" = x86_64 ] || { echo "test machine: this recipe is for x86_64, not $(uname -m)" >&2; exit 1; }
[ -r "$source" ] || { echo "test machine: $source is missing: run make deps-vm" >&2; exit 1; }
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9 # a second build waits here and then finds the first one's kernel
[ -x "$kernel" ] && exit 0
echo "test machine: building its kernel once, about 5 minutes, into $cache"
work=$(mktemp -d "$cache/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
tar -xJf "$source" -C "$work" --strip-components=1
um=(make -s -C "$work" ARCH=um SUBARCH=x86_64)
"${um[@]}" KCONFIG_ALLCONFIG="$PWD/kernel.config" allnoconfig
while read -r want; do # an option that was renamed would be left out without a word
	grep -qx "$want" "$work/.config" || { echo "test machine: the kernel did not take $want" >&2; exit 1; }
done < <(grep '^CONFIG' kernel.config)
nice "${um[@]}" -j"$(nproc)" linux >"$cache/build.log" 2>&1 || { tail -30 "$cache/build.log" >&2; exit 1; }
strip -o "$kernel.new" "$work/linux"
find "$cache" -maxdepth 1 -name 'linux-*' ! -name '*.new' -mtime +30 -delete # kernels of older recipes
mv "$kernel.new" "$kernel"
