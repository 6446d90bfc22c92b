"""Who speaks now and who waits: pure, without sound, clock or thread.

An utterance of equal or higher priority replaces what speaks. A lower one waits; of those that can
expire, only the newest of a priority is worth waiting for.
"""

from dataclasses import dataclass

from assistant.protocol.effects import Say


@dataclass(frozen=True, slots=True)
class Agenda:
    """What speaks and what waits, the next first."""

    speaking: Say | None = None
    waiting: tuple[Say, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """An agenda after something happened."""

    agenda: Agenda
    dropped: tuple[Say, ...] = ()
    """Utterances that will not be heard to their end."""


def offered(agenda: Agenda, say: Say, now: float) -> Change:
    """Take a new utterance in."""
    speaking = agenda.speaking
    if expired(say, now):
        return Change(agenda, (say,))
    if speaking is None or say.priority >= speaking.priority:
        cut = () if speaking is None else (speaking,)
        stale = tuple(one for one in agenda.waiting if _supersedes(say, one))
        waiting = tuple(one for one in agenda.waiting if one not in stale)
        return Change(Agenda(say, waiting), (*cut, *stale))
    stale = tuple(one for one in agenda.waiting if _supersedes(say, one))
    kept = [one for one in agenda.waiting if one not in stale]
    place = sum(one.priority >= say.priority for one in kept)
    kept.insert(place, say)
    return Change(Agenda(speaking, tuple(kept)), stale)


def finished(agenda: Agenda, now: float) -> Change:
    """What spoke has ended: the next that is still worth hearing speaks."""
    dropped = tuple(one for one in agenda.waiting if expired(one, now))
    waiting = tuple(one for one in agenda.waiting if one not in dropped)
    if not waiting:
        return Change(Agenda(), dropped)
    return Change(Agenda(waiting[0], waiting[1:]), dropped)


def silenced(agenda: Agenda) -> Change:
    """Nothing speaks and nothing waits any more."""
    spoke = () if agenda.speaking is None else (agenda.speaking,)
    return Change(Agenda(), (*spoke, *agenda.waiting))


def expired(say: Say, now: float) -> bool:
    """Whether it is too late for an utterance to begin."""
    return say.expires is not None and say.expires < now


def _supersedes(new: Say, old: Say) -> bool:
    if new.priority != old.priority:
        return False
    return old.expires is not None or old.text == new.text
