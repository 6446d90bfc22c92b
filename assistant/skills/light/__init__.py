"""Say how bright it is; its key sounds a tone that follows the light."""

from assistant.saying.messages.core import Line
from assistant.saying.messages.tour_lines import AbilityLine
from assistant.skills.light.brightness import run
from assistant.skills.skill import Skill

SKILL = Skill(
    "light",
    order=70,
    abilities=(AbilityLine.LIGHT,),
    key="l",
    key_help=Line.KEY_LIGHT,
    run=run,
    # A scene stays the same when a lamp is switched on.
    live=True,
)
