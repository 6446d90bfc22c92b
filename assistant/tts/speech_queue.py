"""Which utterance speaks and which wait. Pure.

An utterance of equal or higher priority replaces the one that speaks, unless it goes on with it. A
lower one waits; of those that can expire, only the newest of each priority does.
"""

from dataclasses import dataclass

from assistant.protocol.effects import Utterance


@dataclass(frozen=True, slots=True)
class SpeechQueue:
    """The utterance that speaks and those that wait, the next one first."""

    speaking: Utterance | None = None
    waiting: tuple[Utterance, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """The queue after something happened."""

    queue: SpeechQueue
    dropped: tuple[Utterance, ...] = ()
    """Utterances that will not be spoken to their end."""


def offered(queue: SpeechQueue, new: Utterance, now: float) -> Change:
    """Add a new utterance."""
    speaking = queue.speaking
    if expired(new, now):
        return Change(queue, (new,))
    followed = [one for one in (speaking, *queue.waiting) if one and one.number == new.follows]
    if followed:
        return Change(_behind(queue, followed[0], new))
    stale = tuple(one for one in queue.waiting if _supersedes(new, one))
    waiting = [one for one in queue.waiting if one not in stale]
    if speaking is None or new.priority >= speaking.priority:
        cut = () if speaking is None else (speaking,)
        return Change(SpeechQueue(new, tuple(waiting)), (*cut, *stale))
    waiting.insert(sum(one.priority >= new.priority for one in waiting), new)
    return Change(SpeechQueue(speaking, tuple(waiting)), stale)


def finished(queue: SpeechQueue, now: float) -> Change:
    """The utterance ended: the next one that has not expired speaks."""
    dropped = tuple(one for one in queue.waiting if expired(one, now))
    waiting = tuple(one for one in queue.waiting if one not in dropped)
    if not waiting:
        return Change(SpeechQueue(), dropped)
    return Change(SpeechQueue(waiting[0], waiting[1:]), dropped)


def silenced(queue: SpeechQueue) -> Change:
    """Nothing speaks or waits any more."""
    spoke = () if queue.speaking is None else (queue.speaking,)
    return Change(SpeechQueue(), (*spoke, *queue.waiting))


def expired(new: Utterance, now: float) -> bool:
    """Whether it is too late to begin an utterance."""
    return new.expires is not None and new.expires < now


def _behind(queue: SpeechQueue, before: Utterance, new: Utterance) -> SpeechQueue:
    row = [one for one in (queue.speaking, *queue.waiting) if one is not None]
    row.insert(row.index(before) + 1, new)
    return SpeechQueue(row[0], tuple(row[1:]))


def _supersedes(new: Utterance, old: Utterance) -> bool:
    if new.priority != old.priority:
        return False
    return old.expires is not None or old.segments == new.segments
