"""From words to what is asked for: one of a few deeds, or a question for the picture. Pure.

The words are cleaned (`intent_words`), then the first pattern that fits the whole of them gives the
intent. What fits none is a question, so a command never swallows a sentence that only holds its
word ("is there a stop sign").
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.ears.intent_words import as_question, cleaned, is_question, plain


class Kind(StrEnum):
    """What is asked for; where an `Action` has the same value, it does the same."""

    DESCRIBE = "describe"
    READ = "read"
    FIND = "find"
    COLOUR = "colour"
    LIGHT = "light"
    WHERE = "where"
    PEOPLE = "people"
    CODES = "codes"
    MORE = "more"
    REPEAT = "repeat"
    PREVIOUS = "previous"
    SLOWER = "slower"
    FASTER = "faster"
    STOP = "stop"
    VERIFY = "verify"
    KEEP = "keep"
    NEXT_LINE = "next-line"
    PREVIOUS_LINE = "previous-line"
    TOP = "top"
    SPELL = "spell"
    WATCH = "watch"
    SETTINGS = "settings"
    SAVE = "save"
    COPY = "copy"
    STATUS = "status"
    HELP = "help"
    ABILITIES = "abilities"
    QUIT = "quit"
    YES = "yes"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Intent:
    """What the user wants."""

    kind: Kind
    about: str = ""
    """The thing to find, or the name to keep something under (empty: not said)."""
    question: str = ""
    """The words as a question for the picture; empty for a command.

    Where a skill was asked for by a question ("where is my cup"), the picture can be asked instead.
    """


_THIS: Final = r"(?:this|that|it|these|those)"
_THING: Final = rf"(?:{_THIS}|(?:this|that|the) (?:item|object|thing|place|one))"
_SCENE: Final = (
    r"(?:(?:the|a|this|that|my) (?:whole )?)?(?:picture|photo|photograph|image|scene|view|room)"
)
_HERE: Final = r"(?: (?:in )?(?:here|there)| now| right now| around here)?"
_COLOUR: Final = r"colou?rs?"
_MUCH: Final = r"(?:(?:speak|talk|go|read) )?(?:(?:a|much) )?(?:(?:bit|little|lot) )?"
_TOO: Final = r"(?:(?:you|that|it) )?(?:(?:are|is|speak|talk) )?(?:too|so|not so)"
_LINK: Final = r"in|on|at|to|of|from|with|near|under|behind|beside|that|who|is|are|do|does|out"
_SOUGHT: Final = (
    rf"(?:(?:my|our|the|a|an|some|any) )?(?P<about>(?!(?:{_LINK})\b)[\w'-]+"
    rf"(?: (?!(?:{_LINK})\b|\w+(?<!r|l)ing\b)[\w'-]+){{0,3}})"
)
"""A thing in up to four words; with a place or a deed ("my dog sitting") it is a question."""
_NAME: Final = (
    r"(?:(?:my|our|the|a|an) )?"
    r"(?P<about>(?!(?:item|object|thing|place|one)\b)[\w'-]+(?: [\w'-]+){0,3})"
)
_TO_LINE: Final = r"(?:read|red|say|go to)"
_OTHER: Final = r"(?:(?:the|your|my|her|another|a different|the other|a new) )?"
_SETTABLE: Final = r"(?:voice|language|speed|rate|camera|microphone|mike|verbosity)"
_SOMEBODY: Final = r"(?:(?:some|any)(?:thing|one|body)|it|the \w+)"
_COPIED: Final = r"(?:the|this|that|my) (?:text|page|lines?|letter|answer)"
_ANYBODY: Final = r"any(?:body|one)|some(?:body|one)"
_NO_TEXT: Final = (
    r"(?:(?:the|a|my|this) )?(?:clock|watch|man|woman|boy|girl|child|people|person|"
    r"he|she|they|you|i|we)"
)

_PATTERNS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.STOP: (
        rf"stop(?: (?:{_THIS}|talking|speaking|reading|now|lantern))?",
        r"(?:be |keep )?(?:quiet|silent)|silence|shut up|hush|shush|enough|that is enough",
        r"no|nope|cancel(?: that| it)?|never mind|forget (?:it|that)|leave it",
    ),
    Kind.QUIT: (
        r"(?:quit|exit)(?: lantern)?|close lantern|(?:quit|exit|close|end) the program",
        r"good ?bye(?: lantern)?|shut (?:lantern |yourself )?down",
        r"(?:turn|switch) (?:lantern|yourself) off|(?:turn|switch) off lantern|end lantern",
    ),
    Kind.YES: (
        r"yes|yeah|yep|yup|sure|of course|correct|right|exactly|ok|okay|go ahead|i did|it is",
        r"(?:that|it) is (?:right|correct|it|what i (?:said|asked|meant))",
    ),
    Kind.NEXT_LINE: (rf"(?:{_TO_LINE} )?(?:the )?(?:next|following)(?: line| one| sentence)?",),
    Kind.PREVIOUS_LINE: (
        rf"(?:{_TO_LINE} )?(?:the )?(?:previous|last|left) line",
        rf"(?:{_TO_LINE} )?(?:the )?line before(?: (?:that|this|the \w+))?",
        r"(?:go )?(?:back (?:a|one)|backward) line",
    ),
    Kind.TOP: (
        r"(?:re?a?d (?:it |that |this )?)?(?:again )?from the (?:top|start|beginning)(?: again)?",
        r"(?:go )?(?:[bm]ac?k? )?to the (?:top|start|beginning)|start (?:over|again)|first line",
    ),
    Kind.SPELL: (
        rf"(?:s?pell|hell)(?: (?:{_THIS}|(?:{_THIS} |the )?(?:(?:next|last) )?(?:word|line|one)))?"
        r"(?: out)?",
    ),
    Kind.REPEAT: (
        rf"repeat(?: (?:{_THIS}|yourself|the (?:last )?(?:sentence|answer|one)))?",
        rf"(?:say(?:ing)? |tell me )?(?:{_THIS} )?(?:again|once more|one more time)",
        r"(?:i beg your )?pardon(?: me)?|come again|sorry|what|what was that",
        r"what did you (?:just )?say",
        r"i (?:did not|didn't|could not|couldn't) (?:hear|catch|get|understand)"
        r"(?: (?:you|that|it|what you said))?",
    ),
    Kind.PREVIOUS: (
        r"(?:say )?(?:the )?previous(?: (?:one|sentence|answer))?",
        r"(?:say )?(?:the )?(?:one |sentence |answer )?before(?: (?:that|this))?",
        r"what did you say before(?: (?:that|this))?|(?:go |one )?back",
    ),
    Kind.SLOWER: (
        rf"{_MUCH}(?:slower|more slowly)|slow down",
        rf"{_TOO} (?:fast|quick|quickly)",
    ),
    Kind.FASTER: (
        rf"{_MUCH}(?:faster|quicker|more quickly)|speed up|hurry up",
        rf"{_TOO} (?:slow|slowly)",
    ),
    Kind.HELP: (
        r"help(?: me)?|i need (?:some )?help|(?:what are )?(?:the |your )?commands",
        r"what can i (?:say|ask|do)(?: you)?|how (?:do|can) i use (?:you|lantern)",
        r"what do (?:the|a) keys do|(?:which|what) keys (?:are|were) there",
        r"how do(?:es)? (?:you|lantern) work",
    ),
    Kind.ABILITIES: (
        r"what (?:else )?(?:can|could) (?:you|lantern) do(?: for (?:me|us))?",
        r"what (?:can|could) you help(?: me)? with|what (?:you|lantern) can do(?: for me)?",
        r"what are you (?:able to do|capable of|good (?:at|for))|what do you (?:do|know)",
        r"what are you for|(?:what are )?(?:your|the) (?:skills|abilities)",
    ),
    Kind.SETTINGS: (
        r"(?:(?:open|show|go to|change) )?(?:(?:the|your|my) )?"
        r"(?:settings?|preferences|options|menu)",
        rf"(?:change|choose|use|switch to|set|select|take|pick) {_OTHER}{_SETTABLE}",
        r"(?:i (?:want|need|would like|will have) )?(?:another|a different) (?:voice|microphone)",
    ),
    Kind.STATUS: (
        r"(?:the |your )?status|what is (?:the|your) status",
        r"how (?:do )?things (?:stand|are)|how (?:do|are) things(?: stand)?",
        r"is everything (?:working|ok|okay|fine|all right|alright)",
        r"(?:are )?you (?:still )?(?:working|ready|there|listening|on)",
        r"is (?:the|my|your) (?:camera|microphone|sound) (?:on|off|open|working|ready|ok|okay)",
    ),
    Kind.VERIFY: (
        rf"(?:look|check|verify)(?: (?:at )?{_THIS})? (?:again|once more)|look closer",
        rf"(?:double )?check(?: (?:{_THIS}|(?:your|the) answer))?|verify(?: {_THIS})?",
        r"are you (?:really |quite |very )?(?:sure|certain)(?: (?:of|about) (?:that|it|this))?",
        r"is (?:that|it|this) (?:really )?(?:right|true|correct)|really",
        r"(?:take|have) (?:another|a (?:second|longer|closer)) (?:closer )?look",
    ),
    Kind.MORE: (
        r"(?:say |give me )?(?:(?:a bit|a little|some) )?more(?: (?:details?|information))?"
        rf"(?: (?:about|of|on) (?:{_THIS}|{_SCENE}))?",
        rf"(?:describe (?:{_THIS}|{_SCENE}) )?in (?:more |greater )?details?|details",
        rf"(?:and )?(?:what|anything|something) else(?: (?:do|can) you see| is there)?{_HERE}",
        r"(?:go|carry) on|keep going|continue|is (?:that|this) (?:all|it|everything)",
        rf"is there (?:anything else|more){_HERE}",
    ),
    Kind.COLOUR: (
        rf"(?:(?:say|name|give me) )?(?:the )?{_COLOUR}(?: of (?:this|that|these|those))?",
        rf"(?:what|which) {_COLOUR}(?: (?:is|are) (?:this|that|these|those))?{_HERE}",
        rf"what (?:is|are) (?:the|a) {_COLOUR}(?: (?:of|on) (?:this|that|these|those))?{_HERE}",
    ),
    Kind.LIGHT: (
        r"(?:find |show me )?(?:the )?light(?: tone| sound)?",
        rf"(?:how|is it) (?:too )?(?:bright|light|dark)(?: or (?:light|dark))?(?: is it)?{_HERE}",
        rf"(?:is|are) (?:the|my|all the) lights? (?:on|off)(?: or (?:on|off))?{_HERE}",
        rf"is there (?:any|enough) light{_HERE}",
        r"where is the light(?: coming from)?|where does the light come from",
    ),
    Kind.WHERE: (
        r"(?:what|where) is (?:where|what)|where is (?:everything|each thing|all)",
        r"where are (?:all )?(?:the |these |our )?(?:things|objects)|(?:the )?layout",
        rf"how (?:is|are) (?:everything|things|the things|{_SCENE}) (?:arranged|laid out)",
    ),
    Kind.PEOPLE: (
        rf"(?:how )?many (?:people|persons|faces)(?: are (?:there|here)| can you see)?{_HERE}",
        rf"people|faces|(?:is|are) (?:there )?(?:any )?(?:{_ANYBODY}|people){_HERE}",
        rf"where (?:is|are) (?:everybody|everyone|the people){_HERE}",
    ),
    Kind.CODES: (
        r"(?:(?:read|scan|find|what is) )?(?:(?:the|this|that|a|any) )?(?:bar|qr|q r)[ -]?codes?",
        rf"(?:read|scan) (?:the|this|that) code|scan(?: {_THIS})?",
        r"what does (?:the|this) (?:(?:bar|qr|q r)[ -]?)?code say",
    ),
    Kind.KEEP: (
        rf"(?:keep|remember|save|store|call|name)(?: {_THING})? (?:as|under) {_NAME}",
        rf"call {_THING} {_NAME}",
        rf"remember(?: that)? this is {_NAME}",
        rf"(?:keep|remember)(?: {_THING})?",
    ),
    Kind.SAVE: (rf"(?:save|store|keep)(?: (?:{_THIS}|{_SCENE}))?",),
    Kind.COPY: (
        rf"copy(?: (?:all of )?(?:{_THIS}|everything|{_COPIED}))?"
        r"(?: (?:in|to|on|into|onto) (?:the |my )?clipboard)?",
        rf"(?:put|send) (?:{_THIS}|{_COPIED}) (?:in|to|on|into|onto) (?:the |my )?clipboard",
    ),
    Kind.WATCH: (
        r"stop watching",
        rf"(?:keep |start )?watch(?:ing)?(?: (?:{_THIS}|(?:the|my) \w+|(?:out )?for .+))?",
        r"(?:(?:tell|warn|alert) me |let me know )?(?:when|if|once|as soon as) "
        rf"{_SOMEBODY} (?:changes|moves|happens|comes|enters|arrives|appears|leaves|opens|closes)"
        r"(?: .+)?",
        r"keep an eye (?:out|on) .+",
    ),
    Kind.DESCRIBE: (
        rf"describe(?: (?:{_THING}|{_SCENE}|everything|what you (?:can )?see))?",
        rf"what (?:do|can) you see(?: (?:in|on) (?:{_SCENE}|here))?{_HERE}|what you (?:can )?see",
        rf"what is (?:in|on) {_SCENE}|what (?:is {_SCENE} of|does {_SCENE} show)",
        r"(?:describe )?what is (?:in front of|around|before) (?:me|us|the camera|you)",
        r"what surrounds? (?:me|us)",
        rf"what (?:is|am) (?:going on|happening|i looking at|here|there){_HERE}",
        rf"what (?:is|are) {_THIS} an? (?:picture|photo|image) of",
        rf"(?:take a )?look(?: around| at {_THIS})?{_HERE}|take (?:a|another) (?:picture|photo)",
        rf"(?:give me )?(?:a |the )?description(?: of (?:{_THIS}|{_SCENE}))?",
        rf"about (?:{_THIS}|{_SCENE})",
    ),
    Kind.FIND: (
        rf"(?:find|locate|(?:look|search)(?:ing)? for) {_SOUGHT}",
        rf"help me (?:to )?(?:find|look for|search for|locate) {_SOUGHT}",
        rf"(?:i (?:am|was) )?(?:looking|searching) for {_SOUGHT}",
        rf"(?:i )?(?:cannot find|have lost|lost) {_SOUGHT}",
        rf"where did i (?:put|leave|lay|drop) {_SOUGHT}",
        rf"have you seen {_SOUGHT}",
        rf"where (?:is|are) (?=my ){_SOUGHT}",
    ),
    Kind.READ: (
        r"(?:you )?read(?: .+)?",
        rf"what (?:does|do) (?!{_NO_TEXT}\b).+ say(?: .+)?",
        r"what (?:is|it is) (?:written|printed)(?: .+)?|what (?:is )?the text(?: says?)?",
    ),
}
"""Each fits the whole of the cleaned words, in small letters and without punctuation."""

_OF_THE_PICTURE: Final = frozenset(
    {
        *(Kind.READ, Kind.FIND, Kind.COLOUR, Kind.LIGHT, Kind.WHERE),
        *(Kind.PEOPLE, Kind.CODES),
    }
)

_ORDER: Final = tuple(
    (kind, re.compile(pattern)) for kind, patterns in _PATTERNS.items() for pattern in patterns
)
_AROUND: Final = re.compile(
    r"^(?:(?:can|could|will|would) you(?! call)|i (?:want|need|would like) you to|let us)"
    r" (?:please )?"
    r"|(?: (?:to|for) me| please| now)+$"
)
"""What stands around a command and does not change it."""


def intent_of(words: str) -> Intent | None:
    """Say what spoken or typed words ask for; None where they ask for nothing ("um", "thanks")."""
    text = cleaned(words)
    if not text:
        return None
    question = as_question(text)
    command = _AROUND.sub("", plain(text))
    for kind, pattern in _ORDER:
        if found := pattern.fullmatch(command):
            about = next(filter(None, found.groups()), "")
            asked = kind in _OF_THE_PICTURE and is_question(text)
            return Intent(kind, about, question if asked else "")
    return Intent(Kind.QUESTION, question=question)
