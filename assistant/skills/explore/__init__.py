"""Explore a picture with the arrow keys."""

from assistant.saying.messages.senses_lines import ExploreLine
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import Skill, SkillResult
from models.interfaces import CancelToken


def _run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    from assistant.skills.explore import places  # OpenCV loads slowly

    return places.run(session, cancel)


SKILL = Skill(
    "explore",
    order=55,
    abilities=(ExploreLine.ABILITY,),
    key="e",
    key_help=ExploreLine.KEY,
    question="What can I explore?",
    run=_run,
)
