"""Read barcodes and QR codes."""

from assistant.saying.messages.commands_lines import CommandHelp
from assistant.saying.messages.tour_lines import AbilityLine
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import Skill, SkillResult
from models.interfaces import CancelToken


def _run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    from assistant.skills.codes import barcodes  # what reads codes loads slowly

    return barcodes.run(session, cancel)


SKILL = Skill(
    "codes",
    order=90,
    abilities=(AbilityLine.CODES,),
    command=CommandHelp.CODES,
    example="lantern codes packet.jpg",
    run=_run,
)
