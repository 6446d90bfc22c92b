"""Say whether the user's head is in the picture, as for a video call."""

from assistant.saying.messages.senses_lines import FrameLine
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import Skill, SkillResult
from models.interfaces import CancelToken


def _run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    from assistant.skills.frame import head  # OpenCV loads slowly

    return head.run(session, cancel)


SKILL = Skill(
    "frame",
    order=85,
    abilities=(FrameLine.ABILITY,),
    question="Is my face in the frame?",
    command=FrameLine.COMMAND,
    example="lantern frame me.jpg",
    run=_run,
    # A head that has moved a little leaves the scene as it was.
    live=True,
)
