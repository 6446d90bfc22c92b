import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asr.endpointing import FRAME, OVER, Endpointer, EndpointVerdict, Limits

YES, MAYBE, NO = 0.9, 0.4, 0.02


def frames(seconds: float) -> int:
    return round(seconds / FRAME)


def run(endpoint: Endpointer, *parts: tuple[float, float]) -> list[tuple[EndpointVerdict, float]]:
    """Play parts of (probability, seconds); each new verdict with its time."""
    seen: list[tuple[EndpointVerdict, float]] = []
    at = 0.0
    for probability, seconds in parts:
        for _frame in range(frames(seconds)):
            at += FRAME
            verdict = endpoint.hear(probability)
            if not seen or seen[-1][0] is not verdict:
                seen.append((verdict, at))
            if verdict in OVER:
                return seen
    return seen


def verdicts(*parts: tuple[float, float], limits: Limits | None = None) -> list[EndpointVerdict]:
    return [verdict for verdict, _at in run(Endpointer(limits or Limits()), *parts)]


def test_a_question_ends_with_its_pause() -> None:
    seen = run(Endpointer(), (NO, 1), (YES, 2), (NO, 2))
    assert [verdict for verdict, _at in seen] == [
        EndpointVerdict.WAITING,
        EndpointVerdict.BEGAN,
        EndpointVerdict.SPEAKING,
        EndpointVerdict.PAUSE_BEGAN,
        EndpointVerdict.PAUSING,
        EndpointVerdict.ENDED,
    ]
    times = dict(seen)
    spoken = (frames(1) + frames(2)) * FRAME
    assert times[EndpointVerdict.PAUSE_BEGAN] - spoken == pytest.approx(0.2, abs=FRAME)
    assert times[EndpointVerdict.ENDED] - spoken == pytest.approx(0.7, abs=FRAME)


def test_no_pause_ends_a_question_while_the_key_is_held() -> None:
    endpoint = Endpointer()
    endpoint.hold()
    seen = run(endpoint, (NO, 10), (YES, 1), (NO, 3), (YES, 1), (NO, 1))
    assert [verdict for verdict, _at in seen][-4:] == [
        EndpointVerdict.AGAIN,
        EndpointVerdict.SPEAKING,
        EndpointVerdict.PAUSE_BEGAN,
        EndpointVerdict.PAUSING,
    ]
    assert endpoint.finish() is EndpointVerdict.ENDED


@pytest.mark.parametrize(
    ("speech", "verdict"), [(0, EndpointVerdict.NOTHING), (1, EndpointVerdict.ENDED)]
)
def test_a_stuck_key_does_not_listen_forever(speech: int, verdict: EndpointVerdict) -> None:
    endpoint = Endpointer()
    endpoint.hold()
    seen = run(endpoint, (NO, 20 if speech else 60), (YES, speech), (NO, 60))
    assert seen[-1][0] is verdict
    assert seen[-1][1] == pytest.approx(6 + 15, abs=2 * FRAME)


def test_the_pause_can_be_set() -> None:
    seen = dict(run(Endpointer(Limits(end_pause=1.2)), (YES, 1), (NO, 3)))
    assert seen[EndpointVerdict.ENDED] == pytest.approx(1 + 1.2, abs=2 * FRAME)


def test_speech_after_a_short_pause_belongs_to_the_question() -> None:
    assert verdicts((YES, 1), (NO, 0.5), (YES, 1), (NO, 1)) == [
        EndpointVerdict.BEGAN,
        EndpointVerdict.SPEAKING,
        EndpointVerdict.PAUSE_BEGAN,
        EndpointVerdict.PAUSING,
        EndpointVerdict.AGAIN,
        EndpointVerdict.SPEAKING,
        EndpointVerdict.PAUSE_BEGAN,
        EndpointVerdict.PAUSING,
        EndpointVerdict.ENDED,
    ]


def test_faint_speech_continues_a_question_but_does_not_begin_one() -> None:
    assert EndpointVerdict.BEGAN not in verdicts((MAYBE, 3))
    assert EndpointVerdict.PAUSE_BEGAN not in verdicts((YES, 1), (MAYBE, 2))
    assert EndpointVerdict.AGAIN not in verdicts((YES, 1), (NO, 0.3), (MAYBE, 0.3))


def test_a_long_question_is_cut() -> None:
    seen = run(Endpointer(), (NO, 2), (YES, 30))
    assert seen[-1][0] is EndpointVerdict.ENDED
    assert seen[-1][1] - 2 == pytest.approx(15, abs=2 * FRAME)


def test_a_cough_is_ignored_and_the_question_after_it_is_heard() -> None:
    seen = verdicts((YES, 0.2), (NO, 1), (YES, 1), (NO, 1))
    assert seen[-1] is EndpointVerdict.ENDED
    assert seen.count(EndpointVerdict.BEGAN) == 2


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ([(NO, 10)], EndpointVerdict.NOTHING),
        ([(MAYBE, 10)], EndpointVerdict.NOTHING),
        ([(NO, 2), (YES, 0.2), (NO, 10)], EndpointVerdict.TOO_SHORT),
        ([(NO, 5.9), (YES, 0.2), (NO, 10)], EndpointVerdict.TOO_SHORT),
        ([(NO, 5.9), (YES, 2), (NO, 10)], EndpointVerdict.ENDED),
    ],
)
def test_listening_ends_when_nothing_is_said(
    parts: list[tuple[float, float]], verdict: EndpointVerdict
) -> None:
    seen, at = run(Endpointer(), *parts)[-1]
    assert seen is verdict
    assert at < 6 + 0.2 + 0.7 + 2 * FRAME or verdict is EndpointVerdict.ENDED


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ([], EndpointVerdict.NOTHING),
        ([(NO, 1)], EndpointVerdict.NOTHING),
        ([(YES, 0.2)], EndpointVerdict.TOO_SHORT),
        ([(YES, 0.2), (NO, 1)], EndpointVerdict.TOO_SHORT),
        ([(YES, 0.4)], EndpointVerdict.ENDED),
        ([(YES, 0.4), (NO, 0.3)], EndpointVerdict.ENDED),
    ],
)
def test_the_second_press_ends_it(
    parts: list[tuple[float, float]], verdict: EndpointVerdict
) -> None:
    endpoint = Endpointer()
    run(endpoint, *parts)
    assert endpoint.finish() is verdict


@given(st.lists(st.tuples(st.sampled_from([YES, MAYBE, NO]), st.floats(0.05, 3)), max_size=40))
def test_whatever_is_heard_listening_ends_in_time(parts: list[tuple[float, float]]) -> None:
    endpoint = Endpointer()
    seen = run(endpoint, *parts, (NO, 7))
    assert seen[-1][0] in OVER
    # The last question begins before the patience ends and has at most the longest duration.
    assert seen[-1][1] <= 6 + 15 + FRAME
    before = [verdict for verdict, _at in seen]
    for early, late in itertools.pairwise(before):
        if late in (EndpointVerdict.AGAIN, EndpointVerdict.PAUSING):
            assert early in (EndpointVerdict.PAUSE_BEGAN, EndpointVerdict.PAUSING)
        if late is EndpointVerdict.PAUSE_BEGAN:
            assert early in (EndpointVerdict.SPEAKING, EndpointVerdict.BEGAN, EndpointVerdict.AGAIN)
