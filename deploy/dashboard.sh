#!/bin/sh
# The command line as the service runs: its account and its settings. `sudo dashboard doctor`, once this is linked:
# ln -s /opt/dashboard/deploy/dashboard.sh /usr/local/bin/dashboard
set -eu
home=$(dirname "$(dirname "$(readlink -f "$0")")")
settings=${DASHBOARD_ENV:-/etc/dashboard/dashboard.env}
if [ "$(id -u)" = 0 ] && id dashboard >/dev/null 2>&1; then
  exec runuser -u dashboard -- "$0" "$@"
fi
if [ -r "$settings" ]; then
  set -a
  . "$settings"
  set +a
fi
# On a server a store that is missing is a disk that is gone: `dashboard init` alone makes one.
export DASHBOARD_FIRST_START=init
# -P: whatever lies in the folder where somebody stands is not run.
exec "$home/.venv/bin/python" -P -m dashboard "$@"
