"""The command line, on the same functions as the screens.

Exit status 0 done, 1 refused with reasons (nothing written), 2 wrong usage. ``--json`` prints one JSON object on
standard output; reasons go to standard error in Japanese.
"""

import io
import os
import sys
from argparse import Namespace
from collections.abc import Sequence

from dashboard.cli.commands import COMMANDS, REFUSED, Reply, first_start
from dashboard.cli.usage import parser
from dashboard.errors import CatalogueError, DashboardError, StoreMissing
from dashboard.event_log import spoken_to_a_person
from dashboard.settings import Settings, load_settings
from dashboard.text import on_a_line

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status; raises ``SystemExit`` after wrong usage (2) and ``--help`` (0)."""
    # Japanese, and file names in any bytes, are printable whatever the locale.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = parser().parse_args(argv)
    try:
        with spoken_to_a_person():
            reply = _reply(arguments, load_settings())
    except DashboardError as error:
        sentences = error.problems if isinstance(error, CatalogueError) else [str(error)]
        reply = Reply(complaint="\n".join(map(on_a_line, sentences)), status=REFUSED)
    _print(reply)
    return reply.status


def _reply(arguments: Namespace, settings: Settings) -> Reply:
    command = COMMANDS[arguments.command]
    try:
        return command(arguments, settings)
    except StoreMissing:
        sentence = first_start(arguments.command, settings)
        if not sentence:
            raise
    _print(Reply(complaint=on_a_line(sentence)))
    return command(arguments, settings)


def _print(reply: Reply) -> None:
    try:
        for text, stream in ((reply.complaint, sys.stderr), (reply.text, sys.stdout)):
            if text:
                stream.write(f"{text}\n")
            stream.flush()
    except BrokenPipeError:
        # The reader (head, less) has gone; without this Python complains again when it closes the streams.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
