#!/bin/sh
# Tests drive Debian's Chromium, PostgreSQL 15, Dovecot, Postfix, ClamAV and Tesseract; install them where we may, say how where we may not.
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
[ -x /usr/lib/postgresql/15/bin/postgres ] || missing="$missing postgresql-15"
[ -x /usr/sbin/dovecot ] || missing="$missing dovecot-imapd"
[ -x /usr/sbin/postfix ] || missing="$missing postfix"
command -v clamd >/dev/null 2>&1 || [ -x /usr/sbin/clamd ] || missing="$missing clamav-daemon"
tesseract --list-langs 2>/dev/null | grep -q rus || missing="$missing tesseract-ocr tesseract-ocr-rus"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "Missing:$missing. Run 'sudo apt-get install$missing' and repeat." >&2
exit 1
