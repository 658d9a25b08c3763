"""The converter's own process: nobody waits for another's picture, and one that has ended is started anew."""

import json
import os
import signal
import threading
from pathlib import Path

import psutil
import pytest

from dashboard.charts import converter
from dashboard.charts.converter import svg_of
from dashboard.errors import PaperError


def bars(height: int) -> str:
    """A small picture that nobody has asked for yet."""
    data = {"values": [{"町": "架空町", "値": height}]}
    encoding = {"x": {"field": "町", "type": "nominal"}, "y": {"field": "値", "type": "quantitative"}}
    return json.dumps({"data": data, "mark": "bar", "encoding": encoding})


def process() -> psutil.Process:
    """The process of the converter, which this test process has started."""
    (child,) = [child for child in psutil.Process().children() if "conversions.py" in " ".join(child.cmdline())]
    return child


def test_a_converter_that_nobody_asks_ends_and_is_started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = svg_of(bars(2))
    idle = process()
    monkeypatch.setattr(converter, "IDLE_SECONDS", 0.01)
    svg_of(bars(2))
    gone, _ = psutil.wait_procs([idle], timeout=30)
    assert gone == [idle]
    monkeypatch.undo()
    assert svg_of(bars(2)) == before


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be made to wait here")
def test_whoever_draws_keeps_nobody_else_from_going_on() -> None:
    before = svg_of(bars(3))
    drawn: list[str] = []
    process().suspend()
    drawing = threading.Thread(target=lambda: drawn.append(svg_of(bars(3))))
    drawing.start()
    # With the interpreter's lock in the drawing thread's hands, this one would never come here.
    assert drawing.is_alive()
    process().resume()
    drawing.join()
    assert drawn == [before]


def test_a_converter_that_was_killed_is_started_anew(capfd: pytest.CaptureFixture[str]) -> None:
    before = svg_of(bars(4))
    killed = process().pid
    os.kill(killed, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    assert svg_of(bars(4)) == before
    assert process().pid != killed
    assert '"event": "converter.ended"' in capfd.readouterr().err


def test_a_wrong_specification_is_an_error_and_the_next_one_is_drawn() -> None:
    svg_of(bars(5))
    running = process().pid
    with pytest.raises(ValueError, match="conversion failed"):
        svg_of(json.dumps({"mark": "架空の印"}))
    assert "<svg" in svg_of(bars(5))
    assert process().pid == running


def test_nothing_is_fetched_for_a_picture() -> None:
    outside = {"data": {"url": "http://127.0.0.1:9/a.csv"}, "mark": "bar", "encoding": {}}
    with pytest.raises(ValueError, match="127"):
        svg_of(json.dumps(outside))


@pytest.mark.parametrize(("program", "status"), [("raise SystemExit(3)", "3"), ("import time; time.sleep(600)", "-9")])
def test_a_converter_that_ends_or_never_answers_is_a_sentence(
    program: str, status: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "conversions.py"
    broken.write_text(program, encoding="utf-8")
    monkeypatch.setattr(converter, "_PROGRAM", broken)
    monkeypatch.setattr(converter, "LONGEST_SECONDS", 1.0)
    converter._CONVERTER.end()
    with pytest.raises(PaperError, match=f"図を描くプログラムが動きません（exit status {status}）。"):
        svg_of(bars(6))
    monkeypatch.undo()
    assert "<svg" in svg_of(bars(6))


def test_the_process_ends_with_its_parent() -> None:
    svg_of(bars(7))
    child = process()
    for number in (signal.SIGINT, signal.SIGTERM) if os.name != "nt" else ():
        child.send_signal(number)
    assert "<svg" in svg_of(bars(8))
    assert process() == child
    converter._CONVERTER.end()
    assert not child.is_running()
