"""The workshop's own process: nobody waits for another's work, and one that has ended is begun anew."""

import operator
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from dashboard import workshop
from dashboard.errors import CatalogueError, PaperError
from dashboard.papers.choice import AS_OF, ChoiceError
from dashboard.papers.formats import format_of
from dashboard.turns import Abandoned, Turn, still_wanted
from dashboard.workshop import WorkshopError, make


def process() -> psutil.Process:
    """The process, which this test process has started."""
    return psutil.Process(make(os.getpid))


def wait_for(file: Path) -> None:
    while not file.exists():
        time.sleep(0.01)


def refuse() -> None:
    raise CatalogueError(["3行目", "5行目"])


def write_steps(file: Path) -> None:
    """A long work of many steps, each of which it tells a file."""
    for _ in range(3000):
        still_wanted()
        with file.open("a", encoding="utf-8") as steps:
            steps.write(".")
        time.sleep(0.01)


def touch_and_rest(file: Path, seconds: float) -> None:
    """Rests the first time alone."""
    is_first = not file.exists()
    file.touch()
    time.sleep(seconds if is_first else 0)


def test_it_ends_when_nobody_asks_and_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    idle = process()
    monkeypatch.setattr(workshop, "IDLE_SECONDS", 0.01)
    make(os.getpid)
    gone, _ = psutil.wait_procs([idle], timeout=30)
    assert gone == [idle]
    monkeypatch.undo()
    assert process() != idle


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be made to wait here")
def test_whoever_waits_for_work_keeps_nobody_else_from_going_on() -> None:
    running = process()
    running.suspend()
    made: list[int] = []
    asker = threading.Thread(target=lambda: made.append(make(os.getpid)))
    asker.start()
    # With the interpreter's lock in the asker's hands, this thread would never come here.
    assert asker.is_alive()
    running.resume()
    asker.join()
    assert made == [running.pid]


def test_short_work_does_not_wait_for_long_work(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    long = threading.Thread(target=lambda: make(touch_and_rest, begun, 2.0))
    long.start()
    wait_for(begun)
    make(os.getpid)
    assert long.is_alive()
    long.join()


def test_killed_in_the_middle_it_is_begun_anew_and_does_the_work(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    running = process()
    begun = tmp_path / "begun"
    made: list[None] = []
    asker = threading.Thread(target=lambda: made.append(make(touch_and_rest, begun, 60.0)))
    asker.start()
    wait_for(begun)
    running.kill()
    asker.join()
    assert made == [None]
    assert '"event": "workshop.ended"' in capfd.readouterr().err
    assert process() != running


@pytest.mark.parametrize(
    ("function", "argument", "status"),
    [(os._exit, 3, "3"), (time.sleep, 600, str(-signal.SIGKILL) if os.name != "nt" else "1")],
)
def test_work_that_ends_it_or_never_comes_to_an_end_is_a_sentence(
    function: object, argument: int, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(os.getpid)
    monkeypatch.setattr(workshop, "LONGEST_SECONDS", 0.5)
    with pytest.raises(PaperError, match=f"図と資料を作るプログラムが動きません（exit status {status}）。"):
        make(function, argument)  # type: ignore[arg-type]
    monkeypatch.undo()
    assert process().is_running()


def test_an_error_for_the_user_comes_as_it_is() -> None:
    with pytest.raises(PaperError, match="「docs」という形式はありません。「docx」ではありませんか。"):
        make(format_of, "docs")
    with pytest.raises(ChoiceError) as error:
        make(AS_OF.values, {"as_of": "いつか"})
    assert error.value.parameter == "as_of"
    assert not error.value.absent
    with pytest.raises(CatalogueError) as problems:
        make(refuse)
    assert problems.value.problems == ("3行目", "5行目")


def test_a_defect_is_told_with_its_traceback_and_the_next_work_is_done() -> None:
    running = process()
    with pytest.raises(WorkshopError, match="ZeroDivisionError"):
        make(operator.truediv, 1, 0)
    assert process() == running


def test_what_a_library_prints_is_no_answer() -> None:
    make(print, "架空")
    assert make(os.write, 1, b"x" * 100) == 100
    assert make(operator.add, 1, 2) == 3


def test_work_that_nobody_waits_for_ends_at_its_next_step(tmp_path: Path) -> None:
    running = process()
    steps = tmp_path / "steps"
    left = threading.Event()

    def leave() -> None:
        wait_for(steps)
        left.set()

    threading.Thread(target=leave).start()
    with pytest.raises(Abandoned), Turn("", left, page=False).work():
        make(write_steps, steps)
    assert process() == running
    after = steps.stat().st_size
    assert after < 3000
    time.sleep(0.1)
    assert steps.stat().st_size == after


def test_many_large_questions_and_answers_do_not_block_each_other() -> None:
    def ask_and_leave(seconds: float) -> None:
        for _ in range(8):
            left = threading.Event()
            leaving = threading.Timer(seconds, left.set)
            leaving.daemon = True
            leaving.start()
            with suppress(Abandoned), Turn("", left, page=False).work():
                assert len(make(operator.mul, b"x" * 1_000_000, 2)) == 2_000_000

    waits = [0.01, 60.0] * 12
    askers = [threading.Thread(target=ask_and_leave, args=(seconds,), daemon=True) for seconds in waits]
    for asker in askers:
        asker.start()
    end = time.monotonic() + 60
    for asker in askers:
        asker.join(max(0.0, end - time.monotonic()))
    assert not any(asker.is_alive() for asker in askers)


def test_signals_are_the_servers_and_it_ends_with_the_server() -> None:
    program = "import os; from dashboard.workshop import make; print(make(os.getpid), flush=True); input(); os._exit(0)"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin
        assert server.stdout
        child = psutil.Process(int(server.stdout.readline()))
        for number in (signal.SIGINT, signal.SIGTERM) if os.name != "nt" else ():
            child.send_signal(number)
        assert child.is_running()
        server.stdin.write(b"\n")
        server.stdin.flush()
        gone, _ = psutil.wait_procs([child], timeout=30)
    assert gone == [child]
