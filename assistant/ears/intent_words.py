"""Spoken or typed words, cleaned: no fillers, no politeness, what recognisers mishear mended. Pure.

Each step is an ordered list of small patterns; `cleaned` applies the steps in turn.
"""

import re
from collections.abc import Sequence
from typing import Final

_BREAK: Final = r"[\s,.!?;:]+"
_OUTSIDE: Final = " \t\r\n,.!?;:-\"'"

_DOUBLED: Final = re.compile(rf"^(.+?)(?:{_BREAK}\1)+$", re.IGNORECASE)
"""A sentence said twice or more, as Whisper likes to write it."""

_CONTRACTIONS: Final = (
    (r"\b(what|who|where|how|when|which|that|there|it|he|she|this)'s\b", r"\1 is"),
    (r"\b(what|who|where|how)s\b", r"\1 is"),
    (r"\b(what|who|where|how|these|those|they|you|we)'re\b", r"\1 are"),
    (r"\bi'm\b", "I am"),
    (r"\bi've\b", "I have"),
    (r"\bi'd like\b", "I would like"),
    (r"\bcan(?:'t| not)\b", "cannot"),
)

_FILLERS: Final = re.compile(
    rf"^(?:(?:u[mh]+|e[rhm]+|a+h|oh|hm+|so|well|ok|okay|all ?right|now|just|hi|hey|hello|yes|yeah|"
    rf"please|sorry(?! (?:for|about))|excuse me|good (?:morning|evening|day)|"
    rf"(?:thanks|thank you)(?: for (?:all )?(?:the |your )?help)?(?! for)|but|"
    rf"(?:(?:ok|hey|dear) |h\w{{1,3}})?lantern)(?: there)?{_BREAK})+(?=\w)",
    re.IGNORECASE,
)
_THANKS: Final = re.compile(
    rf"(?:{_BREAK}(?:please|(?:and )?(?:many )?(?:thanks|thank you)|for your help|in advance|"
    rf"very much|so much|a lot|(?:(?<=, )|(?<=please )|(?<=you ))lantern|u[mh]+|er))+$",
    re.IGNORECASE,
)
_FRAMES: Final = re.compile(
    r"^(?:"
    r"(?:(?:(?:can|could|will|would|and) )?(?:you|someone|anyone) )?(?:please )?(?:just |kindly )?"
    r"(?:tell(?: me)?|let me know|say to me)|"
    r"(?:would|do) you mind telling me|(?:do|would) you (?:happen to )?know|"
    r"i (?:want|need|would like|wanted) to (?:know|ask(?: you)?)|i (?:was|am) (?:just )?wondering|"
    r"i wonder|(?:find|figure) out|(?:may|can|could) i (?:know|ask(?: you)?)"
    rf")(?: please)?{_BREAK}(?=\w)",
    re.IGNORECASE,
)
"""What stands before an indirect question."""

_NOTHING: Final = re.compile(
    r"(?:thanks|thank you)(?: (?:very much|so much|a lot|for .{1,20}))?|(?:bye ?)+|you|the|a|huh|"
    r"hm+|u[mh]+|oh|so|lantern|please|hello|hi|hey"
)
"""What asks for nothing; much of it is what recognisers make of silence and noise."""

_ASKS: Final = re.compile(
    r"(?:and |or )?(?:what|which|who|whose|where|when|why|how|is|are|am|was|were|do|does|did|has|"
    r"have|can|could|will|would|should|may)\b(?! you\b)",
    re.IGNORECASE,
)
_COMMANDS: Final = re.compile(
    r"(?:describe|count|name|list|show|give|compare|explain|identify|find|help)\b", re.IGNORECASE
)

_VERB: Final = r"is|are|am|was|were|do|does|did|has|have|can"
_NOUN: Final = rf"(?!(?:{_VERB})\b)[\w'-]+"
_OWNED: Final = (
    rf"(?:the|my|your|his|her|this|that|these|those)(?: can\b)?(?: {_NOUN}){{0,5}}?"
    r"|it|there|he|she|they"
)
_ASKED_FOR: Final = rf"(?: (?!(?:{_VERB}|of|in|on|the|my|this|that|these|those)\b)[\w'-]+){{0,3}}?"

_DIRECT: Final = (
    (rf"(?:if|whether) ((?:{_NOUN} ){{1,4}}?)(is|are|was|were|can|has|have) (.+)", r"\2 \1\3"),
    (
        rf"((?:what|which|how|where|who|whose){_ASKED_FOR}) ({_OWNED}) (is|are)( .+)?",
        r"\1 \3 \2\4",
    ),
    (rf"what ({_OWNED}) says?( .+)?", r"what does \1 say\2"),
    (r"((?:the|my) .+)", r"what is \1"),
)
"""An indirect question and its direct form ("what colour the cup is")."""

_UNTOLD: Final = re.compile(r"(?:if|whether)\b", re.IGNORECASE)
"""What has no direct form stays as it was said."""

_ASPECTS: Final = r"colou?r|flavou?r|kind|brand|type|sort|size|shape|room|time"
_POINTED: Final = r"(?:this|that|it|these|those)"
_AT: Final = r"(?:in|inside|on|at|under|behind|near|next to|around)"

_MISHEARD: Final = (
    # What, which sounds like other words or is lost.
    (
        r"^(?:watt?s?|watch|what (?:if|of|as|has)|that|at|hat|but|it) (?:is|it) "
        rf"(?={_AT} )",
        "what is ",
    ),
    (rf"^what (?:if|of|as|has) (?=(?:{_POINTED}|{_AT}|the|an?)\b)", "what is "),
    (rf"^is (?={_AT} )", "what is "),
    (rf"^(?:at is|hat is|it's|is) ({_POINTED})$", r"what is \1"),
    (rf"^what ({_POINTED}) (is|are)$", r"what \2 \1"),
    (
        rf"^(?:(?:the|that|a|at|watts?) )?({_ASPECTS}) (is|are|of|does) "
        rf"(?=(?:{_POINTED}|the|my|(?:[a-z]+ ){{1,2}}(?:is|are))\b)",
        r"what \1 \2 ",
    ),
    (rf"^what ({_ASPECTS})s? (?={_POINTED}$)", r"what \1 is "),
    (r"^(?=do you see$|can you see$|am i looking at$|does .+ look like$)", "what "),
    (rf"^(?=do you see {_AT} |can you see {_AT} )", "what "),
    (r"^(?=does (?:\w+ ){1,3}say(?: on .+)?$)", "what "),
    (r"^(?=(?:in|inside) (?:this|the|that) \w+$)", "what is "),
    # Where, how, is there, can you.
    (r"^(?:wear|ware|were|there|here|ere) (is|are) (?=my |everything|things)", r"where \1 "),
    (r"^(?:wear|ware|were|there|here|ere) did i ", "where did i "),
    (r"^ere (is|are) ", r"where \1 "),
    (r"^(?:how money|how mini|ow many|many) (?=[a-z]+)", "how many "),
    (
        r"^(?:his|as|if|is|it is|ease|s) (?:there|their|they're) (?=(?:an?|any|some|more)\b)",
        "is there ",
    ),
    (rf"^is (an?|any|some|more) (?=\w.*\b{_AT} )", r"is there \1 "),
    (
        r"^(?:and|but|come|good) you "
        r"(?=(?:read|describe|find|help|see|say|speak|repeat|show|look)\b)",
        "can you ",
    ),
    # Colour, light.
    (
        r"\b(what|which|the) (?:caller|collar|cutler|culler|color's)(?= (?:is|are|of)\b|$)",
        r"\1 colour",
    ),
    (r"^lite$|^the lite$", "light"),
    (r"^is the (?:lite|right|lights) (?=(?:on|off)$)", "is the light "),
    # Codes.
    (r"\b(?:park|marker|mark|bark|mar) codes?\b|\bmark old\b", "barcode"),
    (r"^(?:can|skin) (?=(?:the|this|that) (?:(?:bar|qr) ?)?code\b)", "scan "),
    # Commands.
    (r"^(?:scribe|cribe|the scribe|the scribes|this cribe)\b", "describe"),
    (r"^(?:describe|this crime) (?:is|his)$", "describe this"),
    (
        r"^(?:reed|red|brad|bread|breed|reid) (?=(?:this|that|it|the|me|what|everything|out)\b)",
        "read ",
    ),
    (r"^(?:reed|reid)$", "read"),
    (r"^reddit$", "read it"),
    (r"^(?:fine|fined) (?=(?:my|the)\b)", "find "),
    (r"^deep (?=(?:this|that|it|as|watching)\b)", "keep "),
    (r"^(keep|save|remember)( this| that| it)? us ", r"\1\2 as "),
    (rf"^remember {_POINTED} is ", "remember this as "),
    (r"^copy (?:net|met|me)\b", "copy that"),
    (r"^same (?=(?:this|it|that|the (?:picture|photo))\b)", "save "),
    (r"^what (?=for changes)", "watch "),
    (r"^(?:seymour|seymore|see more)$", "say more"),
    (r"^(?:very high|verified|very fi)$", "verify"),
    (r"^(?:council|counsel)$", "cancel"),
    (r"^nevermind$", "never mind"),
    (r"^at right$", "that is right"),
    (r"^slow her$", "slower"),
    (r"(?:^|\b)(?:to|two|2) (?=(?:slow|slowly|fast|quick)$)", "too "),
    (r"^(?:peat|repeats|repeal) that$|^repeat (?:now|not)$", "repeat that"),
    (r"^are you (?:sore|shore)$", "are you sure"),
    (r"^gain$", "again"),
)
"""What recognisers write in place of what was said; most of it was heard from synthesisers."""


def cleaned(words: str) -> str:
    """The words without fillers, thanks, frames ("can you tell me") and doubled sentences.

    Contractions are spelled out, what is known to be misheard is mended, an indirect question is
    made a direct one. No punctuation at either end; empty where nothing was asked.
    """
    text = " ".join(words.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    text = _DOUBLED.sub(r"\1", text.strip(_OUTSIDE))
    text = text if text[1:2].isupper() else text[:1].lower() + text[1:]
    text = _mended(text, _CONTRACTIONS)
    text = _FILLERS.sub("", _THANKS.sub("", text))
    text = _mended(text, _MISHEARD)
    bare = _FRAMES.sub("", text)
    if bare != text:
        direct = _mended(_direct(_FILLERS.sub("", bare)), _MISHEARD)
        bare = text if _UNTOLD.match(direct) else direct
    return "" if _NOTHING.fullmatch(plain(bare)) else bare.strip(_OUTSIDE)


def plain(text: str) -> str:
    """Small letters, single spaces, no punctuation but apostrophes and hyphens within words."""
    return " ".join(re.sub(r"[^\w\s'-]", " ", text.lower()).split())


def is_question(text: str) -> bool:
    """Whether cleaned words are worded as a question, and not one to Lantern ("can you …")."""
    return _ASKS.match(text) is not None


def as_question(text: str) -> str:
    """Cleaned words as a sentence: a capital, and a question mark if there is none."""
    end = "." if _COMMANDS.match(text) or "?" in text else "?"
    return re.sub(r"\bi\b", "I", text[:1].upper() + text[1:]) + end


def _mended(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    for pattern, replacement in pairs:
        text = re.sub(pattern, replacement, text, flags=re.IGNORECASE)
    return text


def _direct(text: str) -> str:
    first, rest = re.split(r"(?=[,.!?;:]|$)", text, maxsplit=1)
    for pattern, replacement in _DIRECT:
        if found := re.fullmatch(pattern, first, flags=re.IGNORECASE):
            return found.expand(replacement) + rest
    return text
