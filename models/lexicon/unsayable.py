"""What is never said, whoever wrote it: ages, feelings, distances, names, that something is safe.

Nor are addresses and long numbers, to which a stranger may want to lead. Pure. Models learn such
words from people, but no picture supports them.
"""

import re
from typing import Final

from models.interfaces import PERSON
from models.lexicon.names import FUNCTION, mentions, names, single_words, spellings
from models.lexicon.sentences import LIVING

_PERSON: Final = "|".join(single_words(PERSON))
_NO_HEAD: Final = (
    "player players runner runners racer racers driver police family families team teams human "
    "baby babies couple friends crew crowd"
).split()
"""Words for people that also occur in names of things: record player, family photo."""
_OLD: Final = "|".join((*(one for one in single_words(PERSON) if one not in _NO_HEAD), "couple"))
_HE: Final = "he|she|they"
_ANIMAL: Final = "|".join(word for name in sorted(LIVING - {PERSON}) for word in single_words(name))
_ADJECTIVES: Final = rf"(?:(?!(?:{'|'.join(FUNCTION)}|\w+ing)\b)[\w-]+,?\ ){{0,2}}?"
_NUMBER: Final = (
    r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|"
    r"thirty|fifty|hundred|few|several|half\ a)"
)
_UNIT: Final = r"(?:feet|ft|inch(?:es)?|yards?|miles?)"
_SEEMS: Final = (
    r"(?:looks?|appears?|seems?|(?:is|are)(?:n't)?|'s|'re)(?:\ to\ be)?(?:\ (?!(?:an?|the)\b)\w+)?"
)
FEELING: Final = (
    r"(?:(?:un)?happ(?:y|ily|iness)|sad(?:ly|ness)?|ang(?:ry|rily|er)|upset|scared|afraid|"
    r"frightened|worried|bored|nervous(?:ly)?|anxious(?:ly)?|excited(?:ly)?|annoyed|jealous|"
    r"lonely|depressed|surprised|delighted|cheerful(?:ly)?|joy(?:ful|fully|ous)?|proud(?:ly)?|"
    r"confused|shocked|amused|disappointed|enjoy(?:s|ed|ing)?|relaxed|(?<!the\ )stern(?:ly)?|"
    r"stressed|tense|concerned|terrified|furious(?:ly)?|irritated|pleased|glad|grumpy|embarrassed|"
    r"miserable|thoughtful(?:ly)?|pensive(?:ly)?|curious(?:ly)?|serious(?:ly)?|"
    r"mad(?!\ (?:max|scientist|hatter))|"
    r"calm(?:ly)?(?!(?:,?\ \w+){0,2}\ (?:sea|lake|ocean|river|water|bay|pool|pond|wave|day)s?\b)|"
    r"in\ (?:love|pain|tears))"
)
FACE: Final = (
    r"(?:smil(?:e[sd]?|ing(?:ly)?)|grin(?:s|ned|ning)?|frown(?:s|ed|ing)?|"
    r"laugh(?:s|ed|ing|ter)?|cry|crying|cries|cried|weep(?:s|ing)?(?!\ willow)|pout(?:s|ing)?|"
    r"scowl(?:s|ing)?|expressions?)"
)
"""Words for what shows a feeling."""
_NEVER: Final = re.compile(
    rf"""\b(?:
    elderly | middle[ -]aged | teen(?:s|age|aged|agers?)? | youngsters?
    | young(?:er|est)?(?:-looking)?,?\ {_ADJECTIVES}(?:{_PERSON})
    | (?:old(?:er|est)?(?:-looking)?|aged),?\ {_ADJECTIVES}(?:{_OLD})(?!\ of)
    | (?:{_PERSON}|{_HE})\ ?{_SEEMS}\ old(?:er)?
    | {_SEEMS}\ young(?:er)?
    | aged\ (?:about\ |around\ |between\ )?{_NUMBER} | (?:years?|months?)[ -]olds?
    | in\ (?:his|her|their)\ (?:\w+\ )?(?:\d\ds|(?:twen|thir|for|fif|six|seven|eigh|nine)ties|teens)
    | {_SEEMS}\ safe | safe\ to | safely
    | (?:{_NUMBER}[ -]|(?<=\d))(?:centi|kilo)?met(?:re|er)s?
    | (?:met(?:re|er)s?|feet|yards?|inches|miles?)\ away
    | {_NUMBER}[ -]{_UNIT}\ (?:from|tall|far|apart)
    | (?:at|within|about|around)\ {_NUMBER}[ -]{_UNIT}
    | \d+[ -]?(?:cm|km|m|ft)(?!&)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESS: Final = re.compile(
    r"://|@|\bwww\b|(?<![\w-])[^\W_][\w-]*\.[^\W\d_]{2}|\d(?:[ ()-]{0,2}\d){5}",
    re.IGNORECASE,
)
"""Of the web or of a mailbox, or a telephone number; also where it seems to be printed there."""
_LENGTH: Final = r"\d+(?:[.,]\d+)?[ -]?(?:cm|km|m|ft|(?:centi|kilo)?met(?:re|er)s?)"
_PRINTED: Final = re.compile(
    rf"\bshowing {_LENGTH}\b(?! (?:away|ahead|from|to|tall|far|apart)\b)"
    rf"|(?<!at )(?<!ing )(?<![\d.,]){_LENGTH}(?:/h\b|(?= (?:ruler|tape|sign|track)\b))",
    re.IGNORECASE,
)
"""Lengths and speeds that are printed on something."""
_ALONE_OF_PEOPLE: Final = re.compile(
    rf"""(?:\w+\ ){{0,2}}?(?:{FEELING}|{FACE}|young(?:er)?|(?<!\ba\ )safe(?!\ ))
    (?:$|[.,;!]|\ (?:{"|".join(FUNCTION)})\b|\ (?:look|face|expression|mood)s?$)""",
    re.IGNORECASE | re.VERBOSE,
)
"""An answer that is nothing but such a word."""
_ALONE: Final = re.compile(
    rf"(?!(?:\w+\ ){{0,2}}?calm\b){_ALONE_OF_PEOPLE.pattern}", re.IGNORECASE | re.VERBOSE
)
"""The same for a question about no feeling: the weather may be calm."""
_CALM: Final = re.compile(
    r"\b(?:seas?|oceans?|lakes?|ponds?|pools?|waters?|rivers?|bays?|waves?|weather|winds?|air|sky|day)"
    r"\b",
    re.IGNORECASE,
)
"""What may be calm."""
_OF_PEOPLE: Final = (
    re.compile(rf"\b(?:{_PERSON}|{_HE}|his|her|their)\b", re.IGNORECASE),
    re.compile(rf"\b(?:{FEELING}|{FACE})\b", re.IGNORECASE | re.VERBOSE),
)
_OF_ANIMALS: Final = (
    re.compile(rf"\b(?:{_ANIMAL})\b", re.IGNORECASE),
    re.compile(rf"\b{FEELING}\b", re.IGNORECASE | re.VERBOSE),
)

_CAPITAL: Final = r"[A-ZÀ-ÖØ-Þ]"
_WRITTEN: Final = re.compile(
    r"(?<!named )(?<!called )(?<!is )(?<!looks )(?<!seems )"
    r"(?:\"[^\"]+\"|\u201c[^\u201c\u201d]+\u201d|(?<!\w)'[^']+'(?!\w))"
    r"|\b(?:that|which) (?:says?|reads?)\b[^.,;]*"
    rf"|\b(?:says?|reads?|saying|labell?ed|titled)(?::? {_CAPITAL}[^\s.,;]*)+"
    rf"|\b{_CAPITAL}[\w']*(?: {_CAPITAL}[\w']*){{0,9}} written on\b"
)
"""Words that are printed on something."""
_QUOTED: Final = re.compile(r"[\"'\u201c\u2018]([^\"\u201c\u201d\u2018]+)[\"'\u201d][.!]?")
_END: Final = re.compile(r"[.!?]\W?$")
_CAPITALS: Final = re.compile(
    rf"(?!(?:A|An|The)\b){_CAPITAL}[\w'\u2019&-]*(?: {_CAPITAL}[\w'\u2019&-]*)*"
)
_NAME: Final = re.compile(rf"{_CAPITAL}[a-zß-ÿ]+")
_BEFORE: Final = 80
"""Letters before a capital that say what it stands for."""
_STARTS: Final = re.compile(r"(?:^|[.!?][\"')\u2019\u201d]*\s+)[\"'(\u2018\u201c]*$")
_KIND: Final = re.compile(
    r"(?:African|American|Asian|Australian|British|Chinese|Dutch|English|French|German|Greek|Indian|"
    r"Italian|Japanese|Korean|Mexican|Persian|Russian|Scottish|Siberian|Spanish|Swiss|Thai|Turkish|"
    r"Arabic|Czech|Danish|Finnish|Hebrew|Hindi|Latin|Norwegian|Polish|Portuguese|Swedish|Ukrainian|"
    r"Christmas|Easter|Halloween)\b"
)
_COLOURS: Final = frozenset(
    "black white grey gray red orange yellow green blue purple pink brown tan gold silver beige "
    "dark light bright striped".split()
)
_PLAIN: Final = "|".join(sorted(_COLOURS | {"small", "large"}))
_OF_A_KIND: Final = re.compile(
    rf"\b(?:an?(?: (?:{_PLAIN})){{0,2}}"
    r"|(?:can|bottle|box|jar|pack|packet|package|bag|cup|glass|carton|tin|bar|bowl|plate)s? of) $",
    re.IGNORECASE,
)
"""Not followed by a person's name, unlike most adjectives ("a young Barack Obama")."""
_SOME: Final = re.compile(
    rf"\b(?:some|(?!one\b){_NUMBER})(?: (?:{_PLAIN})){{0,2}} $", re.IGNORECASE
)
_THINGS_NEXT: Final = re.compile(rf"(?<!s) (?!(?:{'|'.join(FUNCTION)}|\w+ing)\b)[a-z]")
"""Two Pepsi cans, but neither two Germans on a bench nor two Germans walk."""
_KINDS: Final = frozenset(
    "soup juice tea coffee coke water sauce cream oil butter cheese beans room control birthday "
    "smoking exit entry enter".split()
)
"""Last words of what is printed on things; not milk, because of Harvey Milk."""
_NEVER_NAMES: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february july september "
    "october november december euro euros dollar dollars pounds".split()
).union(_COLOURS, FUNCTION)
_NAMES_TOO: Final = r"(?:march|april|may|june|august|pound)"
"""Months and money: no names only next to a number."""
_PHRASES: Final = "|".join(form for name in names() for form in spellings(name) if " " in form)
_NO_NAME: Final = re.compile(
    rf"\b(?:{_PHRASES}|\d+(?:st|nd|rd|th)? {_NAMES_TOO}|{_NAMES_TOO}(?= \d))\b", re.IGNORECASE
)
_PEOPLE_NEXT: Final = re.compile(rf" (?:{_PERSON})\b", re.IGNORECASE)
_PEOPLE_BEFORE: Final = re.compile(
    rf"\b(?:(?:{_PERSON}|{_HE}) (?:is|are|looks?|seems?|appears?)(?: to be)?|s?he's|they're)"
    r" (?:an? )?$",
    re.IGNORECASE,
)


def unsayable(text: str, question: str = "") -> bool:
    """Whether a description, or the answer to a question, says what is never said."""
    if _ADDRESS.search(text):
        return True
    text = text.strip().replace("\u2019", "'")
    whole = _QUOTED.fullmatch(text)
    text = whole[1] if whole else text
    text = _WRITTEN.sub(lambda found: "it." if _END.search(found[0]) else "it", text)
    text = _PRINTED.sub("it", text)
    feels = any(who.search(text) and what.search(text) for who, what in (_OF_PEOPLE, _OF_ANIMALS))
    calm = not question or (_CALM.search(question) and not _OF_PEOPLE[0].search(question))
    alone = _ALONE if calm else _ALONE_OF_PEOPLE
    return bool(feels or alone.match(text) or _NEVER.search(text)) or _names(text)


def _names(text: str) -> bool:
    """Whether capitalised words inside a sentence may be a person's name.

    Known things ("Frisbee") and kinds of things ("a German shepherd", "Tomato Soup") are not, kinds
    of people are.
    """
    text = _NO_NAME.sub(lambda found: found[0].lower(), text)
    for run in _CAPITALS.finditer(text):
        place = max(0, run.start() - _BEFORE), run.start()
        before, words = text[slice(*place)], run[0].split()
        if _STARTS.search(text, *place) and not _KIND.match(words[0]):
            before += f"{words[0]} "
            words = words[1:]
        if words and words[-1].lower() in _KINDS:
            continue
        some = _SOME.search(before) and _THINGS_NEXT.match(text, run.end())
        if words and (_KIND.match(words[0]) or _OF_A_KIND.search(before) or some):
            if _PEOPLE_NEXT.match(text, run.end()) or _PEOPLE_BEFORE.search(before):
                return True
            continue
        if any(_NAME.match(word) and not _known(word) for word in words):
            return True
    return False


def _known(word: str) -> bool:
    return bool(mentions(word)) or word.lower() in _NEVER_NAMES


_ABROAD: Final = {
    "de": re.compile(
        r"""\b(?:
        jung(?:e[rnms]?)? | jünger\w* | älter\w* | betagt\w* | jugendlich\w* | teenager\w*
        | \w*jährig\w* | jahre?\ alt | (?:\d+|\w+zig)\ jahre
        | alte[rnms]?\ (?:mann|frau|dame|herrn?|mensch\w*|paar|leute)
        | mitte\ \w+zig | glücklich\w* | traurig\w* | wütend\w* | zornig\w* | fröhlich\w*
        | verärgert\w* | ängstlich\w* | besorgt\w* | gelangweilt\w* | überrascht\w* | nervös\w*
        | aufgeregt\w* | entspannt\w* | nachdenklich\w* | ernst(?:e[rnms]?)? | verliebt\w*
        | zufrieden\w* | lächel\w* | lach(?:t|en|end\w*) | grins\w* | wein(?:t|en|end\w*)
        | freut | freuen | genieß\w* | gesichtsausdruck\w*
        | sicher(?:e[rnms]?)? | ungefährlich\w* | gefahrlos\w*
        | (?:\d+|ein\w*|zwei|drei|vier|fünf|zehn|einige|wenige)\ (?:zenti)?metern?
        | \d+\ ?(?:cm|km|m) | namens | heißt | (?:herrn?|frau)\ (?-i:[A-ZÄÖÜ])\w+
        | nicht | kein\w* | ohne | niemand\w* | nichts | leider | unklar\w* | unscharf\w*
        )\b""",
        re.IGNORECASE | re.VERBOSE,
    ),
    "es": re.compile(
        r"""\b(?:
        jóven(?:es)? | joven(?:es)? | ancian[oa]s? | mayor(?:es)? | adolescentes? | viej[oa]s?
        | años | de\ edad | feliz | felices | felicidad | triste(?:s|za)? | enfadad[oa]s?
        | enojad[oa]s? | content[oa]s? | alegres? | alegría | asustad[oa]s? | preocupad[oa]s?
        | aburrid[oa]s? | sorprendid[oa]s? | nervios[oa]s? | emocionad[oa]s? | relajad[oa]s?
        | pensativ[oa]s? | seri[oa]s? | enamorad[oa]s? | satisfech[oa]s? | sonr[ií]\w+ | r[ií]e\w*
        | llora\w* | disfruta\w* | expresión | segur[oa]s? | sin\ peligro
        | (?:\d+|un|dos|tres|cuatro|cinco|diez|unos|pocos)\ (?:centí)?metros? | \d+\ ?(?:cm|km|m)
        | llamad[oa]s? | se\ llaman? | señora?\ (?-i:[A-ZÁÉÍÓÚÑ])\w+
        | no | sin | nadie | nada | ningun[oa]s? | ningún | lo\ siento | borros[oa]s?
        )\b""",
        re.IGNORECASE | re.VERBOSE,
    ),
}
"""What is never said in other languages, and what says that something is absent or unclear."""


def unsayable_abroad(text: str, language: str) -> bool:
    """Whether a text in another language says what is never said, or what is not there.

    Nothing may be said in a language of which nothing is known.
    """
    never = _ABROAD.get(language)
    return never is None or any(one.search(text) for one in (never, _ADDRESS))
