"""`python -m dashboard`: the command line."""

import os
import sys

from dashboard.cli import main

try:
    status = main()
except SystemExit as stop:
    status = int(stop.code or 0)
sys.stdout.flush()
sys.stderr.flush()
# The native libraries' threads now and then abort while the interpreter winds down, which would turn the status of a
# command that is done into 134; everything is flushed, so there is nothing left to wind down.
os._exit(status)
