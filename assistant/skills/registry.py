"""All skills: a folder of `assistant/skills/` is one if its `__init__.py` has a `SKILL`."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from assistant import skills
from assistant.protocol.events import Action
from assistant.protocol.spoken import Phrase
from assistant.saying.messages.core import KEY_LINES
from assistant.skills.skill import Skill


@cache
def all_skills() -> Mapping[str, Skill]:
    """Every skill by its name, in their order."""
    folders = [one.name for one in pkgutil.iter_modules(skills.__path__) if one.ispkg]
    modules = [importlib.import_module(f"{skills.__name__}.{name}") for name in folders]
    found = [module.SKILL for module in modules if hasattr(module, "SKILL")]
    return MappingProxyType({one.name: one for one in sorted(found, key=lambda one: one.order)})


def key_lines() -> dict[str, Phrase]:
    """What the help says of the key of each action, in the order in which it reads them."""
    lines: dict[str, Phrase] = dict(KEY_LINES)
    last = {action: lines.pop(action) for action in (Action.HELP, Action.QUIT)}
    own = {one.name: one.key_help for one in all_skills().values() if one.key_help is not None}
    return lines | {name: line for name, line in own.items() if name not in lines} | last


def actions() -> tuple[str, ...]:
    """The names of all actions that a key can have."""
    return tuple(key_lines())
