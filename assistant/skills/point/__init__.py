"""Say which button of a panel a finger points at."""

from assistant.saying.messages.senses_lines import PointLine
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import Skill, SkillResult
from models.interfaces import CancelToken


def _run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    from assistant.skills.point import panel  # OpenCV loads slowly

    return panel.run(session, cancel)


SKILL = Skill(
    "point",
    order=87,
    abilities=(PointLine.ABILITY,),
    question="Which button is at my finger?",
    command=PointLine.COMMAND,
    example="lantern point microwave.jpg",
    run=_run,
    # A finger that has moved leaves the scene as it was.
    live=True,
)
