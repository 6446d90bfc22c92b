"""The queue by itself: what becomes of a request whose time is over."""

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


def test_an_answer_that_its_time_cut_short_is_refused_and_not_taken_for_whole() -> None:
    job = Job(ASKED, 0.1)
    job.do(stops_when_cancelled)
    parts = job.parts(lambda: True)
    assert next(parts).text == "half"
    with pytest.raises(RefusedError, match="could not finish") as refused:
        next(parts)
    assert refused.value.status is HTTPStatus.GATEWAY_TIMEOUT


def test_an_answer_that_ends_by_itself_is_whole() -> None:
    job = Job(ASKED, 10.0)
    job.do(lambda asked, cancel: (ReplyPart(word) for word in ("a", " dog")))
    assert [part.text for part in job.parts(lambda: True)] == ["a", " dog"]
