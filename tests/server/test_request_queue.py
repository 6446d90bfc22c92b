"""Requests that run out of time."""

import time
from collections.abc import Iterator
from http import HTTPStatus

import pytest

from assistant.server.chat_request import ChatRequest, RefusedError, ReplyPart
from assistant.server.request_queue import Job
from models.interfaces import CancelToken

ASKED = ChatRequest(())


def stops_when_cancelled(asked: ChatRequest, cancel: CancelToken) -> Iterator[ReplyPart]:
    yield ReplyPart("half")
    while not cancel.cancelled:
        time.sleep(0.005)


def test_an_answer_cut_short_by_the_time_limit_is_refused() -> None:
    job: Job[ChatRequest, ReplyPart] = Job(ASKED, 0.1)
    job.do(stops_when_cancelled)
    parts = job.parts(lambda: True)
    assert next(parts).text == "half"
    with pytest.raises(RefusedError, match="could not finish") as refused:
        next(parts)
    assert refused.value.status is HTTPStatus.GATEWAY_TIMEOUT


def test_an_answer_that_ends_by_itself_is_complete() -> None:
    job: Job[ChatRequest, ReplyPart] = Job(ASKED, 10.0)
    job.do(lambda asked, cancel: (ReplyPart(word) for word in ("a", " dog")))
    assert [part.text for part in job.parts(lambda: True)] == ["a", " dog"]


def test_only_a_client_that_leaves_early_has_its_work_watched() -> None:
    left: list[str] = []

    def work(asked: ChatRequest, cancel: CancelToken) -> Iterator[ReplyPart]:
        yield from (ReplyPart(word) for word in ("a", " dog"))

    whole: Job[ChatRequest, ReplyPart] = Job(ASKED, 10.0, lambda: left.append("whole"))
    whole.do(work)
    assert len(list(whole.parts(lambda: True))) == 2
    half: Job[ChatRequest, ReplyPart] = Job(ASKED, 10.0, lambda: left.append("half"))
    half.do(work)
    parts = half.parts(lambda: True)
    next(parts)
    parts.close()
    assert left == ["half"]
