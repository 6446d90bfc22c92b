"""What "it" means after a description."""

from collections.abc import Sequence

from assistant.protocol.events import SpokenObject
from assistant.skills.somebody import PERSON
from models.interfaces import Certainty


def told_about(things: Sequence[SpokenObject]) -> str:
    """The thing that "it" means after a description of these; empty where that is open.

    It is the only one, or the only one that is sure; a person only where nothing else is there.
    """
    others = [one for one in things if one.name != PERSON] or things
    sure = [one for one in others if one.certainty is Certainty.PLAIN]
    meant = sure if len(sure) == 1 else others
    return meant[0].name if len(meant) == 1 else ""
