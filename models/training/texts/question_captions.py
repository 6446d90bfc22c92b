"""Read what a caption states with a small grammar that prefers missing to erring.

A caption is a subject ("two brown dogs"), an action ("run", "is holding a stick") and a place
("through the snow"); colours, garments and materials can be anywhere. A noun only counts if the
next word cannot belong to its name ("a dog bowl" is no dog).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PEOPLE = {
    "man": "man guy gentleman cowboy fisherman businessman",
    "woman": "woman lady bride",
    "boy": "boy",
    "girl": "girl",
    "child": "child kid toddler",
    "baby": "baby infant",
    "person": "person someone somebody skateboarder snowboarder skier surfer cyclist bicyclist "
    "biker climber hiker runner swimmer player rider skater motorcyclist dancer",
}
_BEASTS = {
    "dog": "dog puppy greyhound poodle terrier collie labrador retriever dalmatian",
    "cat": "cat kitten",
    "horse": "horse pony",
    "bird": "bird duck seagull",
    "cow": "cow",
    "elephant": "elephant",
    "giraffe": "giraffe",
    "zebra": "zebra",
    "bear": "bear",
    "sheep": "sheep",
}
_PLURALS = {
    "man": "men guys",
    "woman": "women ladies",
    "boy": "boys",
    "girl": "girls",
    "child": "children kids toddlers",
    "person": "people players skiers surfers bikers cyclists hikers riders runners skaters "
    "dancers teenagers adults",
    "dog": "dogs puppies greyhounds poodles",
    "cat": "cats kittens",
    "horse": "horses",
    "bird": "birds ducks seagulls",
    "cow": "cows",
    "elephant": "elephants",
    "giraffe": "giraffes",
    "zebra": "zebras",
    "bear": "bears",
}
PEOPLE = frozenset(_PEOPLE)
"""Subjects that are people."""
_SUBJECTS = {
    word: (name, False)
    for table in (_PEOPLE, _BEASTS)
    for name, words in table.items()
    for word in words.split()
} | {word: (name, True) for name, words in _PLURALS.items() for word in words.split()}
_CROWDS = frozenset("group crowd bunch couple pair team line".split())
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "single": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8,
}  # fmt: skip

_VERBS = (
    "run jump walk play stand sit swim climb ride hold carry chase catch throw skateboard ski "
    "snowboard surf slide swing smile laugh watch eat drink sleep lie kick hit dance sing cook "
    "read paint dig wade bite pull push kneel crawl pose talk wait point drive fish kayak paddle "
    "row sail race wrestle fight tackle dribble skate hike lick shake sniff roll float dive hang "
    "hug kiss cry wave jog splash sled bike"
)
_SAME = {
    "leap": "jump", "leaps": "jump", "leaping": "jump", "lay": "lie", "lays": "lie",
    "laying": "lie", "lies": "lie", "lying": "lie", "bicycling": "bike", "biking": "bike",
    "jogs": "run", "jogging": "run", "sprints": "run", "sprinting": "run", "gallops": "run",
    "galloping": "run", "seated": "sit", "bounds": "run", "bounding": "run",
    "snowboards": "snowboard", "chews": "bite", "chewing": "bite", "skis": "ski",
    "rollerblading": "skate", "hurdles": "jump", "asleep": "sleep",
}  # fmt: skip
_DOUBLED = frozenset("run sit swim dig hit hug jog sled".split())


def doing(verb: str) -> str:
    """A verb as the answer to "what is he doing"."""
    if verb in ("lie",):
        return "lying down"
    if verb in _DOUBLED:
        return f"{verb}{verb[-1]}ing"
    return f"{verb[:-1]}ing" if verb.endswith("e") and verb[-2] != "e" else f"{verb}ing"


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x")):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}s"


_ING = {doing(verb): verb for verb in _VERBS.split() if verb != "lie"}
_THIRD = {_third(verb): verb for verb in _VERBS.split()}
_ING |= {word: verb for word, verb in _SAME.items() if word.endswith("ing")}
_ING |= {"seated": "sit", "asleep": "sleep"}
_THIRD |= {word: verb for word, verb in _SAME.items() if word.endswith("s")}
_BASE = {verb: verb for verb in _VERBS.split()} | {"leap": "jump", "lay": "lie"}
_VERB_FORMS = frozenset(_ING) | frozenset(_THIRD)

_THINGS = (
    "ball stick frisbee toy bike bicycle skateboard horse surfboard snowboard motorcycle scooter "
    "camera guitar flag bat rope book cup bottle bag umbrella balloon sign racket football "
    "basketball baseball soccer tennis kite sled boat kayak canoe tree wall rock mountain ramp "
    "swing slide car drum piano violin microphone phone cellphone cat dog bird rabbit sheep "
    "cow leash baby child fish bone shoe hat newspaper magazine wagon stroller trampoline "
    "hotdog sandwich pizza apple banana cake food beer wave waves"
)
_OBJECTS = {word: word for word in _THINGS.split()} | {
    "bike": "bicycle", "wave": "waves", "cellphone": "phone", "newspaper": "newspaper",
}  # fmt: skip
_TWO_WORDS = {("tennis", "ball"): "ball", ("soccer", "ball"): "ball", ("cell", "phone"): "phone",
              ("hot", "dog"): "hot dog", ("dirt", "bike"): "motorcycle"}  # fmt: skip
_TRANSITIVE = frozenset("ride hold carry chase catch throw kick hit eat drink read push pull climb "
                        "play bite drive paddle hug kiss fly".split())  # fmt: skip

PLACES = {
    "beach": ("beach", "beach shore shoreline"),
    "snow": ("snow", "snow snowbank"),
    "water": ("water", "water"),
    "pool": ("pool", "pool"),
    "ocean": ("ocean", "ocean sea surf"),
    "lake": ("lake", "lake pond"),
    "river": ("river", "river stream creek rapids"),
    "grass": ("grass", "grass lawn"),
    "field": ("field", "field meadow pasture"),
    "sand": ("beach", "sand"),
    "park": ("park", "park"),
    "playground": ("park", "playground"),
    "yard": ("yard", "yard backyard"),
    "woods": ("woods", "woods forest"),
    "street": ("street", "street road"),
    "sidewalk": ("street", "sidewalk"),
    "city": ("street", "city"),
    "mountain": ("mountain", "mountain mountains mountainside"),
    "stage": ("stage", "stage"),
    "bench": ("bench", "bench"),
    "couch": ("couch", "couch sofa"),
    "bed": ("bed", "bed"),
    "kitchen": ("kitchen", "kitchen"),
    "bathroom": ("bathroom", "bathroom"),
    "restaurant": ("restaurant", "restaurant"),
    "boat": ("boat", "boat canoe"),
    "track": ("track", "track racetrack"),
    "trampoline": ("trampoline", "trampoline"),
    "swing": ("swing", "swing"),
    "tree": ("tree", "tree"),
    "wall": ("wall", "wall"),
    "court": ("court", "court"),
}
"""Names of places, a key under which they count as the same, and the words that state them."""
_PLACE_WORDS = {word: name for name, (_, words) in PLACES.items() for word in words.split()}
_INTO = frozenset("in on at through across along inside down into".split())

COLOURS = {
    word: word
    for word in "red blue brown black white green yellow orange pink purple gray tan".split()
} | {"grey": "gray", "golden": "gold", "beige": "beige"}  # fmt: skip
WORN = frozenset(
    "shirt jacket dress hat coat pants shorts sweater uniform skirt cap helmet suit vest jersey "
    "scarf bikini swimsuit wetsuit hoodie sweatshirt jeans costume tie apron robe glasses "
    "sunglasses goggles gloves backpack headband bandana bandanna shoes boots".split()
)
"""Garments and other things people wear."""
_COLOURED = WORN | frozenset(
    "dog horse cat bird bike bicycle car ball frisbee toy kayak canoe boat motorcycle umbrella "
    "surfboard slide bus truck train couch chair bench wall collar leash raft sled tent flag "
    "balloon snowboard skateboard scooter bag blanket kite plane vase table bear cow".split()
)
_MATERIALS = {"wooden": "wood", "wood": "wood", "brick": "brick", "metal": "metal",
              "stone": "stone", "concrete": "concrete", "plastic": "plastic",
              "leather": "leather", "steel": "metal"}  # fmt: skip
_MADE = frozenset(
    "fence wall bench building ramp floor bridge structure path pole bar bars rail railing house "
    "steps deck door table dock platform gate chair slide bag toy bottle cup jacket coat sidewalk "
    "stairs box boat tower".split()
)
_FOLLOWS = (
    frozenset(
        "in on at with and is are while near by next over through into to of from under who that "
        "as wearing holding standing sitting during behind beside against around across along "
        "down up off onto out outside inside for has have looking between above below towards "
        "toward past after before or".split()
    )
    | frozenset(".,;")
    | _VERB_FORMS
)
_STOPS = _FOLLOWS - frozenset(("and", ","))
_ADVERBS = frozenset(
    "happily quickly slowly playfully carefully quietly both all also just now busy outside "
    "together".split()
)


@dataclass(frozen=True)
class Fact:
    """What a caption states; "" or empty if it does not, or not clearly."""

    subject: str = ""
    several: bool = False
    number: int = 0
    verb: str = ""
    thing: str = ""
    place: str = ""
    worn: tuple[str, ...] = ()
    coloured: tuple[tuple[str, str], ...] = ()
    """Noun and colour, "black and white" if it has two."""
    made: tuple[tuple[str, str], ...] = ()


def read(caption: str) -> Fact:
    """Read what a caption states."""
    text = caption.lower().replace("'s", " 's ").replace("t-shirt", "shirt")
    words = re.findall(r"[a-z']+|[.,;]", text.replace("tee shirt", "shirt"))
    words = [*words, "."]
    subject, number, after = _subject(words)
    name, several = _SUBJECTS.get(subject, ("", False))
    if name and words[after] in ("and", ",", "'s") and words[after + 1] not in _ING:
        # "a man and a woman": what follows applies to both.
        name, number = "", 0
    verb, thing = _action(words, after, several) if name else ("", "")
    return Fact(
        name, several, number, verb, thing, _place(words), _worn(words), _coloured(words),
        _made(words),
    )  # fmt: skip


def _subject(words: Sequence[str]) -> tuple[str, int, int]:
    """The noun that the caption begins with, its number, and the place after it."""
    start = 2 if words[0] == "there" else 0
    number = NUMBERS.get(words[start], 0)
    for place in range(start, min(len(words) - 1, start + 8)):
        word = words[place]
        if word in _CROWDS and words[place + 1] == "of":
            number = 0
        elif word in _SUBJECTS and words[place + 1] in _FOLLOWS | _ADVERBS | {"'s"} | set(_BASE):
            one = not _SUBJECTS[word][1]
            fits = number == 1 if one else number != 1
            return word, number if fits else 0, place + 1
        elif word in _STOPS and word != "of":
            break
    return "", 0, 0


def _action(words: Sequence[str], after: int, several: bool) -> tuple[str, str]:
    place = after
    if words[place] in ("in", "wearing", "with", "on", "dressed"):
        # "a man in a red shirt is running": the verb comes later, and only after "is" or "are".
        ends = range(place + 1, min(place + 9, len(words) - 1))
        place = next((i for i in ends if words[i] in ("is", "are")), len(words) - 1)
    while words[place] in ("is", "are", "who", "that") or words[place] in _ADVERBS:
        place += 1
    word = words[place]
    verb = _ING.get(word) or (_BASE if several else _THIRD).get(word) or ""
    return verb, _thing(words, place + 1) if verb in _TRANSITIVE else ""


def _thing(words: Sequence[str], start: int) -> str:
    """The object that begins at `start`, after its article and adjectives."""
    for place in range(start, min(start + 5, len(words) - 1)):
        word, following = words[place], words[place + 1]
        if (word, following) in _TWO_WORDS:
            return _TWO_WORDS[word, following]
        if word in _OBJECTS and following in _FOLLOWS:
            return _OBJECTS[word]
        if word in _STOPS and not (place == start and word in ("on", "with", "up")):
            return ""
    return ""


def _place(words: Sequence[str]) -> str:
    for start, word in enumerate(words[:-2]):
        if word not in _INTO:
            continue
        for place in range(start + 1, min(start + 5, len(words) - 1)):
            here, following = words[place], words[place + 1]
            if here in _PLACE_WORDS and following in _FOLLOWS:
                return _PLACE_WORDS[here]
            if here in _STOPS or here in ("top", "front", "air", "background"):
                break
    return ""


def _worn(words: Sequence[str]) -> tuple[str, ...]:
    found = []
    for start, word in enumerate(words):
        if word not in ("wearing", "wears", "in"):
            continue
        for place in range(start + 1, min(start + 7, len(words) - 1)):
            here, following = words[place], words[place + 1]
            if here in WORN and following in _FOLLOWS:
                found.append(here)
            elif here in _STOPS and here not in (",", "and"):
                break
    return tuple(dict.fromkeys(found))


def _coloured(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    found = []
    for end, noun in enumerate(words[:-1]):
        if noun not in _COLOURED or words[end + 1] not in _FOLLOWS:
            continue
        named = []
        place = end - 1
        while place >= 0 and (words[place] in COLOURS or words[place] in ("and", ",", "small",
                              "large", "big", "little", "striped", "haired", "long")):  # fmt: skip
            if words[place] in COLOURS:
                named.append(COLOURS[words[place]])
            place -= 1
        plain = "striped" not in words[place + 1 : end] and "haired" not in words[place + 1 : end]
        if plain and named and words[place + 1] in {*COLOURS, "small", "large", "big", "little"}:
            found.append((noun, " and ".join(sorted(dict.fromkeys(named)))))
    return tuple(found)


def _made(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (noun, _MATERIALS[word])
        for word, noun, following in zip(words, words[1:], words[2:], strict=False)
        if word in _MATERIALS and noun in _MADE and following in _FOLLOWS
    )
