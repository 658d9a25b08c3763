#!/bin/sh
# drill.sh FOLDER: the newest backup in it is restored in a place of its own and checked; the service is not touched.
set -eu
newest=$(find "$1" -maxdepth 1 -type f -name 'dashboard-????????-??????.zip' | sort | tail -n 1)
if [ -z "$newest" ]; then
  echo "「$1」にバックアップがありません。dashboard-backup.timer が動いているかを確かめてください。" >&2
  exit 1
fi
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
# Named here, for the settings name the store that is in use.
settings=$place/settings
if [ -r "${DASHBOARD_ENV:-/etc/dashboard/dashboard.env}" ]; then
  cat "${DASHBOARD_ENV:-/etc/dashboard/dashboard.env}" >"$settings"
fi
printf "\nDASHBOARD_STORE='%s'\n" "$place/store" >>"$settings"
export DASHBOARD_ENV="$settings"
"$(dirname "$0")/dashboard.sh" restore "$newest"
"$(dirname "$0")/dashboard.sh" check
echo "「$newest」から元に戻せることを確かめました。"
