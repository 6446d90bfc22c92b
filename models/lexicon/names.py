"""Which known things a sentence names: a pure table of words and a longest-match reader.

The table serves three ends that must agree: what a caption asserts (and may be wrong about), which
words are barred when the witness doubts a thing, and what the training counts as said.
"""

import re
from functools import cache

from models.lexicon.synonyms import SYNONYMS

COCO_WORDS: dict[str, str] = {
    "person": "person people man men woman women boy boys girl girls child children kid kids baby "
    "babies toddler guy guys lady ladies player players rider riders skier skiers surfer surfers "
    "skateboarder skateboarders snowboarder snowboarders biker bikers cyclist cyclists bicyclist "
    "bicyclists climber climbers hiker hikers runner runners swimmer swimmers dancer dancers crowd "
    "crowds couple male female teenager teenagers adult adults worker workers spectators "
    "motorcyclist skater skaters athlete athletes friends family families audience cowboy bride "
    "groom soldier soldiers police policeman officer fisherman racer racers driver pedestrian "
    "pedestrians somebody someone performer performers musician musicians team teams human",
    "bicycle": "bicycle bicycles bike bikes",
    "car": "car cars jeep suv taxi sedan",
    "motorcycle": "motorcycle motorcycles motorbike motorbikes dirtbike scooter moped",
    "airplane": "airplane airplanes plane planes aeroplane jet jets aircraft",
    "bus": "bus buses",
    "train": "train trains locomotive subway",
    "truck": "truck trucks pickup lorry",
    "boat": "boat boats canoe canoes kayak kayaks sailboat sailboats raft ship ships rowboat",
    "traffic light": "traffic_light traffic_lights stoplight traffic_signal traffic_signals",
    "fire hydrant": "fire_hydrant hydrant fire_hydrants",
    "stop sign": "stop_sign stop_signs",
    "parking meter": "parking_meter parking_meters",
    "bench": "bench benches",
    "bird": "bird birds seagull seagulls duck ducks pigeon pigeons goose geese parrot swan owl",
    "cat": "cat cats kitten kittens",
    "dog": "dog dogs puppy puppies retriever terrier greyhound greyhounds collie poodle dalmatian "
    "bulldog labrador beagle",
    "horse": "horse horses pony ponies",
    "sheep": "sheep lamb lambs",
    "cow": "cow cows cattle calf bull bulls",
    "elephant": "elephant elephants",
    "bear": "bear bears",
    "zebra": "zebra zebras",
    "giraffe": "giraffe giraffes",
    "backpack": "backpack backpacks rucksack",
    "umbrella": "umbrella umbrellas parasol",
    "handbag": "handbag handbags purse purses",
    "tie": "tie ties necktie",
    "suitcase": "suitcase suitcases luggage",
    "frisbee": "frisbee frisbees",
    "skis": "ski skis",
    "snowboard": "snowboard snowboards",
    "sports ball": "ball balls soccer_ball baseball_ball tennis_ball football_ball basketball_ball "
    "volleyball",
    "kite": "kite kites",
    "baseball bat": "baseball_bat bat bats",
    "baseball glove": "baseball_glove mitt catcher_mitt",
    "skateboard": "skateboard skateboards",
    "surfboard": "surfboard surfboards",
    "tennis racket": "tennis_racket racket rackets racquet",
    "bottle": "bottle bottles",
    "wine glass": "wine_glass wine_glasses wineglass",
    "cup": "cup cups mug mugs",
    "fork": "fork forks",
    "knife": "knife knives",
    "spoon": "spoon spoons",
    "bowl": "bowl bowls",
    "banana": "banana bananas",
    "apple": "apple apples",
    "sandwich": "sandwich sandwiches burger hamburger",
    "orange": "oranges",
    "broccoli": "broccoli",
    "carrot": "carrot carrots",
    "hot dog": "hot_dog hot_dogs hotdog",
    "pizza": "pizza pizzas",
    "donut": "donut donuts doughnut doughnuts",
    "cake": "cake cakes cupcake",
    "chair": "chair chairs armchair stool stools",
    "couch": "couch couches sofa sofas",
    "potted plant": "potted_plant potted_plants houseplant",
    "bed": "bed beds bunk",
    "dining table": "table tables dining_table desk desks",
    "toilet": "toilet toilets urinal",
    "tv": "tv tvs television televisions monitor monitors",
    "laptop": "laptop laptops",
    "mouse": "mouse",
    "remote": "remote remotes remote_control",
    "keyboard": "keyboard keyboards",
    "cell phone": "cell_phone cellphone phone phones smartphone",
    "microwave": "microwave",
    "oven": "oven stove",
    "toaster": "toaster",
    "sink": "sink sinks washbasin",
    "refrigerator": "refrigerator fridge",
    "book": "book books",
    "clock": "clock clocks",
    "vase": "vase vases",
    "scissors": "scissors",
    "teddy bear": "teddy_bear teddy_bears teddy",
    "hair drier": "hair_drier hair_dryer",
    "toothbrush": "toothbrush toothbrushes",
}
"""COCO's names and the words that assert them; `_` joins the words of a phrase."""

OTHER_WORDS: dict[str, str] = {
    "grass": "grass lawn",
    "street": "street streets road roads",
    "field": "field fields meadow pasture",
    "snow": "snow",
    "beach": "beach beaches shore shoreline",
    "sand": "sand",
    "water": "water waters",
    "sea": "sea ocean seashore",
    "wave": "wave waves",
    "lake": "lake pond",
    "river": "river stream creek rapids",
    "pool": "pool pools",
    "waterfall": "waterfall",
    "fountain": "fountain fountains",
    "wall": "wall walls",
    "mountain": "mountain mountains mountaintop mountainside",
    "hill": "hill hills hillside slope",
    "cliff": "cliff cliffs",
    "rock": "rock rocks boulder boulders stone stones",
    "dirt": "dirt mud",
    "toy": "toy toys",
    "hat": "hat hats cap caps helmet helmets",
    "shirt": "shirt shirts jersey sweater sweatshirt hoodie",
    "jacket": "jacket jackets coat coats vest",
    "dress": "dress dresses skirt",
    "jeans": "jeans pants trousers",
    "shorts": "shorts trunks",
    "shoes": "shoe shoes boots sandals",
    "glasses": "glasses sunglasses goggles",
    "building": "building buildings house houses tower skyscraper church",
    "fence": "fence fences gate",
    "tree": "tree trees woods forest palm",
    "flower": "flower flowers",
    "bush": "bushes hedge",
    "plant": "plant plants",
    "leaves": "leaves",
    "window": "window windows",
    "door": "door doors doorway",
    "stairs": "stairs steps staircase stairway",
    "floor": "floor floors",
    "sidewalk": "sidewalk pavement",
    "bridge": "bridge bridges",
    "swing": "swing swings",
    "slide": "slide",
    "playground": "playground",
    "ramp": "ramp ramps",
    "rope": "rope ropes",
    "stick": "stick sticks branch log",
    "leash": "leash",
    "guitar": "guitar guitars",
    "microphone": "microphone",
    "camera": "camera cameras",
    "sign": "sign signs signboard",
    "flag": "flag flags",
    "tent": "tent tents",
    "statue": "statue sculpture",
    "sky": "sky clouds",
    "sunset": "sunset",
    "fire": "fire",
    "food": "food",
    "bag": "bag bags",
    "box": "box boxes",
    "paper": "paper newspaper",
    "picture": "painting paintings poster posters",
    "mirror": "mirror mirrors",
    "curtain": "curtain curtains",
    "carpet": "carpet rug",
    "pillow": "pillow pillows cushion cushions",
    "blanket": "blanket blankets",
    "towel": "towel towels",
    "lamp": "lamp lamps chandelier",
    "shelf": "shelf shelves bookshelf bookcase",
    "cabinet": "cabinet cabinets cupboard cupboards wardrobe drawers",
    "counter": "counter countertop",
    "ceiling": "ceiling",
    "bathtub": "bathtub bath tub",
    "shower": "shower",
    "fireplace": "fireplace",
    "stage": "stage",
    "stadium": "stadium",
    "cart": "cart wagon sled",
    "horn": "trumpet saxophone",
    "drum": "drum drums",
    "pole": "pole poles",
    "balloon": "balloon balloons",
    "monkey": "monkey",
    "lion": "lion tiger",
    "deer": "deer",
    "goat": "goat",
    "rabbit": "rabbit",
    "butterfly": "butterfly",
    "fish": "fish",
}
"""Further things that captions name and the witness knows."""

_AMBIGUOUS_BEFORE = {
    "table": {"tennis", "pool", "picnic"},
    "tub": {"hot"},
    "dog": {"hot"},
    "dogs": {"hot"},
    "bear": {"teddy"},
    "bears": {"teddy"},
    "ball": {"crystal"},
}
_AMBIGUOUS_AFTER = {
    "ski": {"lift", "slope", "jacket", "mask", "suit", "pole", "poles", "resort", "gear"},
    "bike": {"rack", "path", "lane", "trail"},
    "train": {"station", "tracks", "track"},
    "bus": {"stop", "station"},
    "fire": {"hydrant", "truck", "engine", "extinguisher", "alarm", "escape"},
    "couple": {"of"},
    "palm": {"of"},
    "steps": {"off"},
    "stop": {"sign", "signs"},
    "traffic": {"light", "lights"},
    "boat": {"dock"},
    "dog": {"bowl", "collar", "leash", "toy"},
    "horse": {"racing"},
    "swing": {"set"},
    "water": {"bottle", "fountain", "slide", "polo"},
    "snow": {"skis", "skiing"},
    "street": {"sign", "signs", "light", "lights"},
    "team": {"uniform", "jersey"},
    "police": {"car", "dog"},
    "phone": {"booth"},
    "cup": {"cake"},
    "book": {"shelf", "bag", "store"},
}


FUNCTION = frozenset(
    "a an the this that these those some one another other each both all no not and or but as if "
    "than so very just in on at of to for from by with without into onto out off up down over "
    "under near next through across around along behind beside between above below front top "
    "side middle back together there here it its he his him himself she her herself they their "
    "them themselves who which what where while when is are was were be been being has have had "
    "having do does doing can it s t".split()
)


@cache
def _phrases() -> dict[tuple[str, ...], str]:
    table: dict[tuple[str, ...], str] = {}
    for words in (COCO_WORDS, OTHER_WORDS):
        for name, forms in words.items():
            for form in forms.split():
                table.setdefault(tuple(form.split("_")), name)
    return table


SPOKEN: dict[str, tuple[str, ...]] = {
    "bicycle": ("bicycle", "bike"),
    "motorcycle": ("motorcycle", "motorbike"),
    "airplane": ("airplane", "plane"),
    "handbag": ("handbag", "purse"),
    "sports ball": ("ball", "sports ball"),
    "couch": ("couch", "sofa"),
    "tv": ("tv", "television"),
    "mouse": ("computer mouse",),
    "remote": ("remote control", "remote"),
    "cell phone": ("cell phone", "phone", "mobile phone"),
    "refrigerator": ("refrigerator", "fridge"),
    "cup": ("cup", "mug"),
    "hair drier": ("hair dryer",),
    "donut": ("donut", "doughnut"),
}
"""What COCO's names are called, where it is not the name alone."""

_RESEMBLING = {
    "step": "stairs",
    "tram": "train",
    "computer": "laptop",
    "cooktop": "oven",
    "hot plate": "oven",
    "note": "paper",
    "furniture": "cabinet",
    "flower pot": "potted plant",
    "stuffed animal": "teddy bear",
    "duvet": "blanket",
    "blouse": "shirt",
    "sneakers": "shoes",
}
"""What captions seldom call by its own name, and what the witness takes it for."""


@cache
def _exact() -> dict[str, str]:
    table = {also: name for name, words in SYNONYMS.items() for also in _spelled(words)}
    for name in names():
        for word in (name, *SPOKEN.get(name, ())):
            for many in (word, f"{word}s", f"{word}es", re.sub("y$", "ies", word)):
                table.setdefault(many, name)
    return table


def thing_of(phrase: str) -> str | None:
    """The thing that a phrase means, no more and no less: a cup or cups, but no helmet and no baby.

    Other words for a kind of it (`mentions` knows them) mean something narrower.
    """
    return _exact().get(phrase)


def kind_of(phrase: str) -> str | None:
    """The thing that a phrase names a kind of: glasses for sunglasses, a cup for a red mug.

    What kind of thing it is stands last: a cup holder is no cup.
    """
    words = tokens_of(phrase)
    for last in (words[-2:], words[-1:]):
        name = _phrases().get(tuple(last)) or _RESEMBLING.get(" ".join(last))
        if name is not None:
            return name
    return None


@cache
def single_words(name: str) -> tuple[str, ...]:
    """The single words that assert a name, such as "puppy" for "dog"; empty if there is none."""
    forms = COCO_WORDS.get(name) or OTHER_WORDS.get(name) or ""
    return tuple(form for form in forms.split() if "_" not in form)


def spellings(name: str) -> tuple[str, ...]:
    """The words and phrases that assert a name; for a name of no table, it and its plural."""
    forms = COCO_WORDS.get(name) or OTHER_WORDS.get(name)
    if forms is None:
        return (name, f"{name}s")
    return _spelled(forms)


def _spelled(forms: str) -> tuple[str, ...]:
    return tuple(form.replace("_", " ") for form in forms.split())


def names() -> tuple[str, ...]:
    """All names that a sentence can mention, COCO's first, in their order."""
    return (*COCO_WORDS, *OTHER_WORDS)


def claims(text: str) -> tuple[str, ...]:
    """The words that assert something which no name covers: colours, actions, unknown things."""
    known = {word for phrase in _phrases() for word in phrase}
    return tuple(word for word in tokens_of(text) if word not in FUNCTION and word not in known)


def tokens_of(text: str) -> list[str]:
    """The lower-case words of a text."""
    return re.findall(r"[a-z]+", text.lower())


def mentions(text: str) -> tuple[str, ...]:
    """The names that a text asserts, each once, in the order of the text."""
    return tuple(dict.fromkeys(name for _, name in mentioned(text)))


def mentioned(text: str) -> list[tuple[str, str]]:
    """The words of a text that assert names, each with its name: "woman" and "person".

    A word inside a longer known phrase counts for the phrase only ("hot dog" is no dog), and a
    word that only qualifies the next one ("ski lift", "bus stop") counts for nothing.
    """
    words = tokens_of(text)
    table = _phrases()
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(words):
        for length in (2, 1):
            phrase = tuple(words[place : place + length])
            name = table.get(phrase) if len(phrase) == length else None
            if name and not (length == 1 and _qualified(words, place)):
                found.append((" ".join(phrase), name))
                break
        else:
            length = 1
        place += length
    return found


def _qualified(words: list[str], place: int) -> bool:
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    word = words[place]
    return before in _AMBIGUOUS_BEFORE.get(word, ()) or after in _AMBIGUOUS_AFTER.get(word, ())
