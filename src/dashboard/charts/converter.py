"""The converter of Vega-Lite into SVG, in a process of its own.

The library (vl-convert) keeps Python's interpreter lock while it draws, half a second for a large picture: inside the
server that would stop every page, answer and health check meanwhile.
"""

import atexit
import subprocess
import sys
from pathlib import Path
from threading import Lock, Timer

from dashboard.errors import PaperError
from dashboard.event_log import log_event
from dashboard.typeface import FONT_FILES

IDLE_SECONDS = 120.0
"""The process holds 140 MB; whoever looks at pictures that were drawn before needs none of it."""
LONGEST_SECONDS = 60.0
"""A picture that takes longer is given up, so that it stops no other; most take half a second."""
_PROGRAM = Path(__file__).with_name("conversions.py")


class _Converter:
    """The process: started when it is first asked, and anew where it has ended; one question at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._rest: Timer | None = None

    def convert(self, word: str, content: str) -> bytes:
        with self._lock:
            try:
                return self._ask_and_rest(word, content)
            except OSError as error:
                # Killed, for want of memory perhaps; once more, for what it was asked is seldom the reason.
                log_event("converter.ended", why=str(error))
                self.end()
            try:
                return self._ask_and_rest(word, content)
            except OSError as error:
                self.end()
                raise PaperError(
                    f"図を描くプログラムが動きません（{error}）。空きメモリーを確かめて、もう一度試してください。"
                ) from error

    def _ask_and_rest(self, word: str, content: str) -> bytes:
        """The answer; the process ends when nothing is asked for a while."""
        if self._rest is not None:
            self._rest.cancel()
        answer = self._ask(word, content)
        self._rest = Timer(IDLE_SECONDS, self._end_if_idle)
        self._rest.daemon = True
        self._rest.start()
        return answer

    def _end_if_idle(self) -> None:
        # Whoever has the lock asks something, and so is its own reason to go on.
        if self._lock.acquire(blocking=False):
            try:
                self.end()
            finally:
                self._lock.release()

    def _ask(self, word: str, content: str) -> bytes:
        process = self._process or self._start()
        self._process = process
        questions, answers = process.stdin, process.stdout
        if questions is None or answers is None:
            raise BrokenPipeError("no pipes")
        question = content.encode()
        questions.write(b"%s %d\n%s" % (word.encode(), len(question), question))
        questions.flush()
        watch = Timer(LONGEST_SECONDS, process.kill)
        watch.start()
        try:
            outcome, _, length = answers.readline().strip().partition(b" ")
            answer = answers.read(int(length or b"0"))
        finally:
            watch.cancel()
        if not length or len(answer) < int(length):
            raise BrokenPipeError(f"exit status {process.wait()}")
        if outcome != b"done":
            raise ValueError(answer.decode())
        return answer

    @staticmethod
    def _start() -> "subprocess.Popen[bytes]":
        folders = sorted({str(path.parent) for path in FONT_FILES.values()})
        command = [sys.executable, "-P", str(_PROGRAM), *folders]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


_CONVERTER = _Converter()
atexit.register(_CONVERTER.end)


def svg_of(specification: str) -> str:
    """The SVG document of a Vega-Lite specification in JSON, which may load nothing.

    Raises:
        ValueError: the specification is wrong.
        PaperError: the converter's process does not work.
    """
    return _CONVERTER.convert("svg", specification).decode()


def pdf_of(svg: str) -> bytes:
    """The PDF of an SVG document; raises as ``svg_of``."""
    return _CONVERTER.convert("pdf", svg)
