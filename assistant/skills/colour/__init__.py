"""Name the colour in the middle."""

from assistant.saying.messages.commands_lines import CommandHelp
from assistant.saying.messages.core import Line
from assistant.saying.messages.tour_lines import AbilityLine
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import Skill, SkillResult
from models.interfaces import CancelToken


def _run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    from assistant.skills.colour import colours  # OpenCV loads slowly

    return colours.run(session, cancel)


SKILL = Skill(
    "colour",
    order=60,
    abilities=(AbilityLine.COLOUR,),
    key="c",
    key_help=Line.KEY_COLOUR,
    question="What colour is this?",
    command=CommandHelp.COLOUR,
    example="lantern colour shirt.jpg",
    run=_run,
)
