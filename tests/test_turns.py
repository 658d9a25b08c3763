"""Turns at long work: few at once, pages before programs, nobody takes all places, what nobody waits for ends."""

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from threading import Event
from typing import Any

import pytest
from starlette.types import Message

from api.asking import ask, ask_at_once, error
from dashboard import turns as module
from dashboard.api.answering import Answer, Endpoint, Query
from dashboard.turns import PAPERS, STOPPING, Abandoned, Busy, Capacity, Turn, Turns, still_wanted
from loops import run_apart
from ui.projects import Project
from ui.screens import MEETING_DAY, opened

SENTENCE = "架空の仕事が混み合っています。"


def few(workers: int = 2, programs: int = 1, waiting: int = 2, each: int = 2) -> Turns:
    return Turns(Capacity(workers, programs, waiting, each), "thing.refused", SENTENCE, 7)


def asked(turns: Turns, asker: str, *, page: bool = False) -> Turn:
    return turns.ask(asker, Event(), page=page)


def test_programs_leave_a_worker_to_pages_and_pages_go_first() -> None:
    turns = few()
    first, second = asked(turns, "a"), asked(turns, "b")
    page, late_page = asked(turns, "s1", page=True), asked(turns, "s2", page=True)
    assert [turn.begin.done() for turn in (first, second, page, late_page)] == [True, False, True, False]
    turns.leave(first)
    assert [turn.begin.done() for turn in (second, late_page)] == [False, True]
    turns.leave(page)
    assert second.begin.done()


def test_the_line_is_short_and_no_asker_takes_all_of_it() -> None:
    turns = few(waiting=3)
    kept = [asked(turns, "a"), asked(turns, "a")]
    with pytest.raises(Busy, match=SENTENCE) as busy:
        asked(turns, "a")
    assert busy.value.seconds == 7
    kept += [asked(turns, "b"), asked(turns, "b")]
    with pytest.raises(Busy):
        asked(turns, "c")
    assert asked(turns, "s", page=True).begin.done(), "a page has a line of its own"
    for turn in kept:
        turns.leave(turn)
    assert asked(turns, "a").begin.done()


def test_who_leaves_the_line_is_not_begun_and_makes_room() -> None:
    turns = few()
    working, left, next_ = asked(turns, "a"), asked(turns, "b"), asked(turns, "c")
    turns.leave(left)
    turns.leave(working)
    assert next_.begin.done()
    with pytest.raises(CancelledError):
        left.begin.result(0)


def test_work_ends_at_its_next_step_when_its_asker_has_left() -> None:
    turn = asked(few(), "a")
    still_wanted()
    with turn.work():
        still_wanted()
        turn.left.set()
        with pytest.raises(Abandoned):
            still_wanted()
    still_wanted()


def test_when_the_server_stops_who_waits_is_told_and_what_is_at_work_ends() -> None:
    turns = few()
    working, waiting = asked(turns, "a"), asked(turns, "b")
    turns.stop()
    with pytest.raises(Busy, match=STOPPING):
        waiting.begin.result(0)
    with pytest.raises(Abandoned), working.work():
        pass
    with pytest.raises(Busy, match=STOPPING):
        asked(turns, "c")


def test_a_page_that_waits_is_told_how_many_go_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_GLANCE", 0.01)
    turns = few()
    others = [asked(turns, f"s{number}", page=True) for number in range(3)]
    before: list[int] = []

    def tell(count: int) -> None:
        before.append(count)
        if others:
            turns.leave(others.pop())

    with turns.of_page("s9", tell):
        still_wanted()
    assert before[0] == 3
    assert before[-1] == 0


def test_many_threads_never_work_at_once_and_all_come_to_their_turn() -> None:
    turns = few(workers=2, waiting=40, each=40)
    lock = threading.Lock()
    at_work: list[int] = [0]
    seen: list[int] = []

    def work() -> None:
        with turns.of_page("s", lambda _: None):
            with lock:
                at_work[0] += 1
                seen.append(at_work[0])
            still_wanted()
            with lock:
                at_work[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(seen) == 40
    assert max(seen) <= 2


@pytest.fixture
def full_line() -> Iterator[None]:
    """The line of papers as strangers leave it: no program gets into it any more."""
    capacity = PAPERS.capacity
    turns = [
        asked(PAPERS, f"192.0.2.{number // capacity.each}") for number in range(capacity.waiting + capacity.programs)
    ]
    yield
    for turn in turns:
        PAPERS.leave(turn)


@pytest.mark.usefixtures("full_line")
def test_a_full_line_of_papers_is_told_in_one_sentence_and_figures_answer(real_plan: Project) -> None:
    answer = ask("papers/pdf")
    assert error(answer)[0] == 503
    assert error(answer)[1].startswith("いまほかの資料を作っているため")
    assert answer.headers["retry-after"] == "10"
    assert ask("papers/pdf", as_of="昨日").status_code == 400
    assert ask("indicators.json").status_code == 200
    assert ask("observations.csv").status_code == 200


@pytest.mark.usefixtures("full_line")
def test_a_full_line_of_programs_does_not_keep_a_page_from_its_papers(real_plan: Project) -> None:
    app = opened("papers.py", as_of=MEETING_DAY)
    assert not app.exception
    assert "PDFのページそのものです" in " ".join(caption.value for caption in app.caption)


def test_a_page_that_waits_in_vain_says_so(real_plan: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_GLANCE", 0.05)
    monkeypatch.setattr(module, "MOST_PATIENCE", 0.1)
    others = [asked(PAPERS, f"s{number}", page=True) for number in range(PAPERS.capacity.workers)]
    try:
        app = opened("papers.py", as_of=MEETING_DAY)
    finally:
        for turn in others:
            PAPERS.leave(turn)
    assert not app.exception
    assert [info.value for info in app.info if "見本を出せません" in info.value]


def test_one_address_that_asks_for_many_papers_at_once_gets_a_few(real_plan: Project) -> None:
    answers = ask_at_once([f"papers/pdf?as_of=2024-{month:02}-28" for month in range(1, 9)])
    status = [answer.status_code for answer in answers]
    assert set(status) == {200, 503}
    assert status.count(200) == PAPERS.capacity.each


@pytest.mark.usefixtures("full_line")
def test_paperwork_is_not_begun_for_who_has_left() -> None:
    begun: list[str] = []

    def paperwork() -> Answer:
        begun.append("paperwork")
        return Answer(b"", "text/plain")

    def handler(query: Query) -> Any:
        begun.append(query.url.path)
        return paperwork

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        begun.append(message["type"])

    scope = {"type": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": [], "path_params": {}}
    scope |= {"server": ("127.0.0.1", 80), "scheme": "http", "client": ("192.0.2.99", 1), "root_path": ""}
    run_apart(Endpoint(handler, ())(scope, receive, send))
    assert "paperwork" not in begun
    assert "http.response.start" not in begun
