"""The converter's own process: `python conversions.py FOLDER…`, run by `converter`; the folders hold typefaces.

On standard input and output messages of a line ``WORD LENGTH`` and so many bytes: asked for ``svg`` of a Vega-Lite
specification or ``pdf`` of an SVG, it answers ``done``, or ``failed`` with the reason. It imports nothing of the
dashboard, and ends with its standard input.
"""

import os
import signal
import sys

import vl_convert


def answer_questions() -> None:
    """Until the input ends."""
    # Whoever stops the server stops it alone; when it has gone, so has the input.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for folder in sys.argv[1:]:
        vl_convert.register_font_directory(folder)
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    while header := questions.readline():
        word, length = header.split()
        content = questions.read(int(length)).decode()
        try:
            if word == b"svg":
                answer = vl_convert.vegalite_to_svg(content, allowed_base_urls=[]).encode()
            else:
                answer = vl_convert.svg_to_pdf(content)
            word = b"done"
        except ValueError as error:
            word, answer = b"failed", str(error).encode()
        answers.write(b"%s %d\n%s" % (word, len(answer), answer))
        answers.flush()


if __name__ == "__main__":
    try:
        answer_questions()
    except BrokenPipeError:
        # The server has gone without its answer; what is left of that cannot be written out any more.
        os._exit(0)
