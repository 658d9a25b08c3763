#!/bin/sh
# backup.sh FOLDER KEEP: one dated backup, and only when it is made and verified the oldest beyond KEEP go.
set -eu
umask 077
folder=$1
keep=$2
"$(dirname "$0")/dashboard.sh" backup "$folder/dashboard-$(date +%Y%m%d-%H%M%S).zip"
find "$folder" -maxdepth 1 -type f -name 'dashboard-????????-??????.zip' | sort -r | tail -n "+$((keep + 1))" |
  while IFS= read -r old; do rm -- "$old"; done
