from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assistant.protocol.effects import Utterance
from assistant.protocol.events import Priority
from assistant.tts.speech_queue import Change, SpeechQueue, expired, finished, offered, silenced
from tests.kit.sentences import segments

sayings = st.builds(
    Utterance,
    segments=st.sampled_from(["one", "two", "three"]).map(segments),
    number=st.just(0),
    priority=st.sampled_from(list(Priority)),
    expires=st.none() | st.floats(0, 20),
)
happenings = st.lists(sayings | st.sampled_from(["finished", "silenced"]), max_size=40)


def say(number: int, priority: Priority, expires: float | None = None, text: str = "") -> Utterance:
    return Utterance(segments(text or f"text {number}"), number, priority, expires)


def after(*sayings: Utterance, now: float = 0.0) -> Change:
    change = Change(SpeechQueue())
    for one in sayings:
        change = offered(change.queue, one, now)
    return change


def test_an_equal_priority_replaces_what_speaks() -> None:
    first, second = say(1, Priority.DESCRIPTION), say(2, Priority.DESCRIPTION)
    assert after(first, second) == Change(SpeechQueue(second), (first,))


def test_a_higher_priority_replaces_what_speaks() -> None:
    low, high = say(1, Priority.LIVE), say(2, Priority.ANSWER)
    assert after(low, high) == Change(SpeechQueue(high), (low,))


def test_the_rest_of_a_sentence_waits_for_its_lead() -> None:
    lead, other = say(1, Priority.DESCRIPTION, 5.0), say(2, Priority.STATUS)
    rest = Utterance(segments("rest"), 3, Priority.DESCRIPTION, None, follows=1)
    assert after(lead, other, rest) == Change(SpeechQueue(lead, (rest, other)))
    answer = say(4, Priority.ANSWER)
    assert after(answer, lead, rest) == Change(SpeechQueue(answer, (lead, rest)))
    assert after(other, rest).queue.speaking == rest, "the lead has ended"


def test_a_lower_priority_waits_and_then_speaks() -> None:
    high, low = say(1, Priority.ANSWER), say(2, Priority.STATUS)
    waiting = after(high, low).queue
    assert waiting == SpeechQueue(high, (low,))
    assert finished(waiting, 0.0) == Change(SpeechQueue(low))


def test_an_utterance_that_waited_too_long_is_dropped() -> None:
    high, low = say(1, Priority.ANSWER), say(2, Priority.STATUS, expires=1.0)
    assert finished(after(high, low).queue, 1.5) == Change(SpeechQueue(), (low,))


def test_the_higher_of_those_that_wait_speaks_first() -> None:
    high, status, live = (
        say(1, Priority.ANSWER),
        say(2, Priority.STATUS),
        say(3, Priority.LIVE),
    )
    assert after(high, status, live).queue.waiting == (live, status)


def test_only_the_newest_remark_that_can_expire_waits() -> None:
    high = say(1, Priority.ANSWER)
    old, new = say(2, Priority.LIVE, expires=9.0), say(3, Priority.LIVE, expires=9.0)
    assert after(high, old, new) == Change(SpeechQueue(high, (new,)), (old,))


def test_an_utterance_that_never_expires_survives_a_newer_one() -> None:
    high, fault, other = (
        say(1, Priority.ANSWER),
        say(2, Priority.STATUS),
        say(3, Priority.STATUS),
    )
    assert after(high, fault, other).queue.waiting == (fault, other)


@given(happenings)
def test_whatever_happens_each_utterance_ends_once_and_nothing_lower_speaks(
    happened: list[Utterance | str],
) -> None:
    queue, now = SpeechQueue(), 0.0
    alive: set[int] = set()
    for number, one in enumerate(happened):
        now += 1.0
        if isinstance(one, Utterance):
            one = replace(one, number=number)
            alive.add(number)
            change = offered(queue, one, now)
        elif one == "finished":
            if queue.speaking is None:
                continue
            alive.remove(queue.speaking.number)
            change = finished(queue, now)
            assert change.queue.speaking is None or not expired(change.queue.speaking, now)
        else:
            change = silenced(queue)
            assert change.queue == SpeechQueue()
        for dropped in change.dropped:
            alive.remove(dropped.number)
        queue = change.queue
        held = [one for one in (queue.speaking, *queue.waiting) if one is not None]
        assert sorted(held_one.number for held_one in held) == sorted(alive)
        priorities = [one.priority for one in queue.waiting]
        assert priorities == sorted(priorities, reverse=True)
        if queue.speaking is not None:
            assert all(priority <= queue.speaking.priority for priority in priorities)
        else:
            assert not queue.waiting


@given(st.lists(sayings, min_size=1, max_size=30))
def test_the_last_of_the_highest_priority_speaks(said: list[Utterance]) -> None:
    unique = [
        Utterance(one.segments, number, one.priority, None) for number, one in enumerate(said)
    ]
    change = after(*unique)
    top = max(one.priority for one in unique)
    assert change.queue.speaking == [one for one in unique if one.priority == top][-1]
