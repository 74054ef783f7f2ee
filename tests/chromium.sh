#!/bin/sh
# Browser tests drive Debian's Chromium; install it where we may, say how where we may not.
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0
fi
echo "Chromium is missing: run 'sudo apt-get install chromium' and repeat." >&2
exit 1
