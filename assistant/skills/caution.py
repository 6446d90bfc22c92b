"""When a text is one to check before it is acted on: medicine, prices and dates. Pure."""

import re
from typing import Final

from assistant.protocol.query import Value
from assistant.protocol.spoken import Message
from assistant.saying.messages.core import Line
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.skills.values import OF_VALUE, matches

_MEDICINE: Final = re.compile(
    r"\b(\d+ ?mg|(?:1?\d|20) ?ml|tablets?|capsules?|caplets|pills?|dos(?:e|age)|medicines?|"
    r"cough syrup|linctus|antacid|ibuprofen|paracetamol|acetaminophen|aspirin|tabletten|kapseln|"
    r"arznei\w*|dosis|comprimidos|c[aá]psulas|jarabe|medicamento)\b",
    re.IGNORECASE,
)
_BUTTONS: Final = {
    Line.CAUTION_FIRE: re.compile(
        r"\b((re|pre)?heat\w*|hot|(re)?warm\w*|bake|broil|grill\w*|oven|hob|steam|boil|cook\w*|fry|"
        r"toast\w*|roast\w*|iron\w*|convection|\w*hei(ß|ss)\w*|\w*heiz\w*|\w*ofen|\w*herd|"
        r"\w*koch\w*|\w*dampf\w*|backen|braten|garen|\w*w(ä|ae)rm\w*|\w*hitze\w*|umluft|"
        r"b(ü|ue)geln|horno|calor|(re)?calent\w*|caliente|vapor|hervir|coc(er|inar)|fre[ií]r|"
        r"hornear|gratinar|asar|tostar|plancha)\b",
        re.IGNORECASE,
    ),
    Line.CAUTION_DANGER: re.compile(
        r"\b(open\w*|close\w*|doors?|gate|garage|(un)?lock\w*|alarm\w*|\w*t(ü|ue)r\w*|\w*öffn\w*|"
        r"schlie(ß|ss)\w*|tor|\w*riegel\w*|puertas?|abrir|apertura|cerrar|cierre|(des)?bloque\w*|"
        r"garaje|alarma)\b",
        re.IGNORECASE,
    ),
}
"""What the listener is asked to check after the labels of buttons that heat or move something."""
_CHECKED: Final = (OF_VALUE[Value.PRICE], OF_VALUE[Value.DATE])
"""Values after which the listener is asked to check."""
_OF_VALUE: Final = {
    **dict.fromkeys((Value.PRICE, Value.TOTAL, Value.TO_PAY), Line.CAUTION_MONEY),
    **dict.fromkeys(
        (Value.DATE, Value.EXPIRY, Value.EXPIRED, Value.APPOINTMENT, Value.BIRTH),
        ReadingLine.PLEASE_CHECK,
    ),
}


def caution(words: str) -> Message | None:
    """The warning that goes with a text, if it needs one."""
    if _MEDICINE.search(words):
        return Line.CAUTION_MEDICINE.said()
    checked = any(matches(kind, words) for kind in _CHECKED)
    return ReadingLine.PLEASE_CHECK.said() if checked else None


def caution_of_button(label: str) -> Message | None:
    """The warning that goes with a button that heats or opens something."""
    line = next((line for line, words in _BUTTONS.items() if words.search(label)), None)
    return None if line is None else line.said()


def caution_of_value(value: Value | None) -> Message | None:
    """The warning that goes with a value read from a text, if it needs one."""
    line = None if value is None else _OF_VALUE.get(value)
    return None if line is None else line.said()
