"""Which questions are risky: their answer carries a fixed caution, whatever it is. Pure.

The first kind with a pattern that is found gives the caution, so the particular kinds stand before
the general one. A caution too many costs a sentence, one too few may cost more; words that only
sound risky ("the medicine ball", "the fire hydrant") are taken out before.
"""

import re
from enum import StrEnum
from typing import Final

from assistant.saying.messages.core import Line
from assistant.skills.plain_question import plain


class Risk(StrEnum):
    """What a wrong answer may do harm with."""

    TRAFFIC = "traffic"
    MEDICINE = "medicine"
    MONEY = "money"
    STAIRS = "stairs"
    FIRE = "fire"
    FOOD = "food"
    DANGER = "danger"


CAUTIONS: Final = {risk: Line[f"CAUTION_{risk.name}"] for risk in Risk}
"""What is said with the answer."""

_HARMLESS: Final = (
    r"(?:a|red|golden) cross|(?:he|she|it) cross$|cross (?:country|stitch|legged)|crosswords?",
    r"cross(?:es|ed|ing)? (?:his|her|their|my) (?:arms|legs|fingers)|traffic (?:cones?|wardens?)",
    r"medicine balls?|drug ?stores?|tablet (?:computers?|screens?)|take \w+ (?:picture|photo)s?",
    r"take \w+ (?:bus|train|tram|taxi|cab|car|van|bike|boat|ferry|lift|elevator|seat|chair|toy)s?",
    r"prescription (?:sun)?glasses|coin purses?|piggy banks?|(?:duck|bird)'?s? bills?",
    r"step ?(?:ladders?|stools?|brothers?|sisters?|mothers?|fathers?)|(?:next|first|last) step",
    r"step (?:one|two|three|\d+)|steps? (?:of|in) (?:the|this) (?:recipe|instructions|manual)",
    r"fire (?:hydrants?|trucks?|engines?|stations?|fighters?|men|man|places?|wood|works)",
    r"(?:gas|petrol) (?:stations?|pumps?)|smoked (?:salmon|ham|fish)|hot (?:dogs?|chocolate|sauce)",
    r"(?:cake|baking|jelly|ice) mou?lds?|(?:passport|licen[cs]e|coupon|ticket|visa) expire[sd]?",
    r"(?:street|road) (?:names?|signs?|maps?)|floor (?:lamps?|mats?|plans?)",
    r"ground (?:beef|meat|coffee|pepper)",
    r"(?:the|a|my) safe(?= (?:open|closed|locked)|$)",
)

_WORD: Final = r" (?!(?:off|out|away|apart|down|up|back|home|with)\b)\w+"
_NAMED: Final = (
    rf"(?:it|them|(?:this|that|these|those)(?:{_WORD}){{0,2}}?|(?:the|my)(?:{_WORD}){{1,2}}?)"
)
_SOMETHING: Final = rf"(?:(?:(?:one|some|any|all|half|two) of )?{_NAMED}|one|some)"
_MAY_I: Final = r"(?:can|could|may|should|shall|do|must|will) (?:i|we)"
_MAY_ANYBODY: Final = (
    rf"(?:{_MAY_I}|(?:can|could|may|should|shall|must) "
    r"(?:he|she|they|(?:my|our|the|an?|this|that)(?: [\w'-]+){1,3}?))"
)
_TAKES_NO_MEDICINE: Final = (
    r"(?:dish ?washer|machine|washer|dryer|microwave|oven|freezer|fridge|bin|bag|box|shelf|printer|"
    r"car|van|bus|train|tram|taxi|lift|elevator|trolley|phone|camera)s?"
)
_VEHICLES: Final = (
    r"(?:cars?|bus(?:es)?|trucks?|lorr(?:y|ies)|vans?|taxis?|trams?|trains?|ambulances?|vehicles?|"
    r"(?:motor)?bi(?:kes?|cycles?)|(?:motor)?cycles?|motorcycl(?:es?|ists?)|cyclists?|scooters?)"
)
_SPECIFIED: Final = r"(?: (?!(?:is|are)\b)[\w'-]+){0,6}?(?<! the)(?<! an)(?<! a)(?<! any)"
"""Which one, or since when."""
_TURNED: Final = r"(?:turn(?:ed|ing)?|chang(?:ed?|ing)|go(?:ne|ing)?)"
_HERE: Final = r"(?: here| ahead| in front(?: of (?:me|us))?)?$"
_HEATED: Final = (
    r"(?:stove|oven|hob|hot ?plate|cook ?top|cooker|burner|iron|candles?|heater|grill|fireplace|"
    r"toaster|kettle)"
)
_ALLERGENS: Final = (
    r"(?:nuts|peanuts?|almonds?|gluten|wheat|dairy|lactose|milk|eggs?|soya?|shellfish|sesame|sugar)"
)
_MEAT: Final = r"(?:meat|steaks?|burgers?|chicken|turkey|beef|pork|lamb|ham|sausages?)"
_FOOD: Final = (
    rf"(?:milk|cream|cheese|butter|yogh?urt|eggs?|fish|salmon|{_MEAT}|"
    r"bread|cake|cookies?|biscuits?|chocolate|soup|sauce|salad|rice|fruit|mushrooms?|food|meal|dish)"
)

_RISKS: Final = {
    Risk.TRAFFIC: (
        r"traffic|cross(?:ing|walks?)?|pedestrian light|walk sign|green man|red man",
        rf"(?:any|some|no) {_VEHICLES}|(?:is|are) (?:the )?signals? (?:red|green)",
        r"(?:any|some)(?:thing|one|body) coming",
        r"is (?:the|this|that) (?:\w+ )?light (?:still |already |now )?(?:red|green|amber|yellow)"
        r"(?! or)",
        r"is the light (?:in front of (?:me|us)|ahead|here) (?:red|green|amber|yellow)",
        rf"is (?:the|there an?) (?:red|green|amber) (?:light|man)(?: on)?{_HERE}",
        rf"lights? (?:just |already |still )?{_TURNED}(?: to)? (?:red|green|amber|yellow|colou?r)",
        r"lights? (?:just |already |still )?chang(?:ed?|ing)$",
        r"is the man (?:still |already |now )?(?:red|green)$",
        r"is it (?:still |already |now )?(?:red|green) (?:yet|now)$",
        r"(?:clear|ok|okay|fine|all right|alright) to (?:go|walk)(?! in\b)",
        r"what colou?r is the (?:light|signal)(?: now)?$",
        rf"{_VEHICLES} (?:coming|approaching|stopping|stopped|moving|waiting)",
        rf"(?:road|street|lane|way|junction|coast){_SPECIFIED} (?:clear|free|empty|busy)",
        rf"{_MAY_I} (?:drive|overtake|turn (?:left|right)|(?:go|walk|run|get) (?:across|over))",
        rf"{_MAY_I} wait$",
    ),
    Risk.MEDICINE: (
        r"medicines?|medications?|meds|pills?|dos(?:es?|age)|capsules?|prescriptions?|drugs?",
        r"tablets|(?:which|what) tablet|vitamins?|ointments?|eye drops|cough syrup|nasal spray",
        r"what is (?:this|that|the) (?:\w+ )?tablet(?: for)?$",
        r"aspirin|ibuprofen|paracetamol|acetaminophen|tylenol|advil|antibiotics?|pain ?killers?",
        r"insulin|inhalers?|syringes?|milligrams?|\d+ ?mg|blood (?:sugar|pressure)|overdose",
        rf"how (?:many|much)(?: drops?| of {_SOMETHING})? {_MAY_I} take",
        rf"(?!(?:\w+ ){{2,4}}{_TAKES_NO_MEDICINE} take){_MAY_ANYBODY} take {_SOMETHING}"
        r"(?: (?:with|now|today|before|after|for|twice|every|at night|in the (?:morning|evening))"
        r"|$)",
    ),
    Risk.MONEY: (
        r"money|cash|coins?|currency|dollars?|euros?|cents?|denomination|bank ?notes?",
        r"(?:five|ten|twenty|fifty|hundred|\d+) (?:pounds? |rupees? )?(?:notes?|bills?)",
        r"(?:is|are) (?:this|that|it|these) (?:a one|(?:an? )?(?:five|ten|twenty|fifty|hundred))"
        r"(?: or an? \w+)?$",
        r"(?:which|what|this|that) (?:bill|note)|(?:bill|note) is (?:this|that|it)",
        r"(?:right|correct|enough|much) change|(?:credit|debit|bank) cards?",
    ),
    Risk.STAIRS: (
        r"stairs?|stair(?:case|way|well)s?|(?:any|the|these|those) stares|steps?|escalators?",
        r"kerbs?|curbs?|ledges?|holes? in the (?:floor|ground|road|path)",
        rf"(?:is|are) there (?:an? |any )?(?:holes?|gaps?|drops?|edges?){_HERE}",
        r"(?:am i|are we) (?:too |very )?(?:near|at|on|close to) the edge$|(?:platform|pool) edge",
        r"edge of (?:the|a) (?:platform|pool|roof|cliff)",
    ),
    Risk.FIRE: (
        r"fire|flames?|smoke|smoking|burning|gas|too hot",
        rf"(?:turn|switch)(?:ed)? (?:on|off|out) (?:the|my|this|that) {_HEATED}",
        rf"{_HEATED}(?: \w+){{0,3}}? (?:on|off|hot|lit|burning|out)"
        r"(?! (?:the|a|my|his|her|this|top)\b)",
        rf"(?:is|are) {_SOMETHING} (?:still |very |too )?hot(?: to touch)?$",
    ),
    Risk.FOOD: (
        rf"{_MAY_ANYBODY} (?:still )?(?:eat|drink|swallow)",
        r"(?:safe|ok|okay|good|fine|all right) to (?:eat|drink)",
        r"edible|drinkable|poisonous|toxic|expir(?:y|es?|ed|ation)|best before|use by|sell by",
        r"mou?ldy?|rotten|rotting|spoil(?:ed|t)|stale|sour|raw|under ?cooked|cooked through",
        r"(?:gone?|goes|going) (?:bad|off)|still (?:good|fresh|ok|okay|fine)|fresh$|out of date",
        rf"(?:the|this|that|these|those|my) (?:\w+ )?{_FOOD} (?:still |too |very )?"
        r"(?:off|bad|pink|good|fine|ok|okay|old)",
        rf"{_MEAT} (?:\w+ )?(?:rare|bloody|(?:red|brown) inside)",
        r"(?:is|are) (?:it|this|that|these|they) (?:still |too )?(?:medium )?rare$",
        rf"how old (?:is|are) (?:the|this|that|these|those|my) (?:\w+ )?{_FOOD}",
        rf"when (?:does|do|will) (?:(?:the|this|that|these|those|my) (?:\w+ )?{_FOOD}|"
        r"this|that|it|these|they) go off",
        rf"(?:is|are) {_SOMETHING} (?:properly |fully )?(?:cooked|done)",
        r"allerg(?:y|ies|ic|ens?)|(?:nut|gluten|lactose|dairy|sugar) free",
        rf"contains? (?:any )?{_ALLERGENS}",
        rf"(?:is|are) there (?:any )?{_ALLERGENS} in (?:(?:it|this|that|these|those|them)$|"
        rf"(?:the|this|that|these|those|my) (?:\w+ )?{_FOOD})",
        rf"(?:does|do) {_SOMETHING} have (?:any )?{_ALLERGENS}",
        rf"(?:has|have) {_SOMETHING} (?:got )?(?:any )?{_ALLERGENS}",
        r"good until|how long (?:is|are) .+ good",
        r"past (?:its|the|their) (?:\w+ ){0,2}date|mushrooms? (?:is|are) (?:this|that|it|these)",
    ),
    Risk.DANGER: (
        r"(?:un)?safe(?:r|ly)?|save to|is (?:it|this|that) save",
        r"poison(?:ous)?|bleach|acid|chemicals?|toxic",
        r"danger(?:ous)?|hazard(?:s|ous)?|(?:harm|injure|bad for) me|harm(?:ful|less)",
        rf"{_MAY_I} (?:walk|step|go|run|touch|jump|sit|swim|climb|get (?:off|out|down|in|on))",
        rf"will (?:i|{_SOMETHING}) (?:bite|hurt|burn|sting|trip|fall|slip)",
        rf"(?:path|pavement|sidewalk|corridor|floor|ground){_SPECIFIED} (?:clear|free|wet|dry|icy)",
        r"slippery",
        r"bleeding|infected|infection|rash|swollen|swelling|bruised?",
        r"in (?:my|the|our) (?:way|path)|(?:broken|shards of) glass|(?:glass )?shards",
    ),
}
"""Whole words of a question, in small letters and without punctuation."""

_BEFORE: Final = re.compile(rf"\b(?:{'|'.join(_HARMLESS)})\b")
_FOUND: Final = {
    risk: re.compile(rf"\b(?:{'|'.join(patterns)})\b") for risk, patterns in _RISKS.items()
}


def risk_of(question: str) -> Risk | None:
    """Give what a wrong answer to a question may do harm with, or None."""
    words = _BEFORE.sub("something", plain(question))
    return next((risk for risk, pattern in _FOUND.items() if pattern.search(words)), None)
