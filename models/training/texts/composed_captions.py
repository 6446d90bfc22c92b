"""Captions for photos that have none, composed with varied wording from the labels of their set.

They say only what the labels say. Every function takes a random generator, so the same seed gives
the same captions.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.training.common.data import Record
from models.training.common.labels import room

WordList = list[str]

_PLURAL = frozenset("skis scissors stairs drawers glasses jeans pants shorts trousers".split())
_MASS = frozenset(
    "grass sky water earth sand food land snow broccoli apparel luggage fruit meat juice milk "
    "garlic ginger asparagus soyghurt yoghurt oatghurt sour_cream cabbage innerwear".split()
)
_ADE_SPOKEN = {
    "windowpane": "window",
    "ashcan": "bin",
    "minibike": "motorcycle",
    "plaything": "toy",
    "trade name": "sign",
    "signboard": "sign",
    "crt screen": "screen",
    "earth": "ground",
    "bannister": "banister",
    "sconce": "wall lamp",
    "case": "display case",
    "base": "",
    "step": "",
    "seat": "",
    "apparel": "clothes",
    "grandstand": "stand",
    "hood": "cooker hood",
    "land": "ground",
    "buffet": "sideboard",
    "animal": "animal",
}
LOOSE = frozenset({"colour", "obj"})
"""Ways to restore a sentence that do not give a caption's words in their order."""
GARMENTS = {
    "tshirts": "t-shirt",
    "shirts": "shirt",
    "watches": "watch",
    "kurtas": "kurta",
    "kurtis": "kurta",
    "heels": "shoes",
    "flats": "shoes",
    "casual shoes": "shoes",
    "sports shoes": "shoes",
    "formal shoes": "shoes",
    "tops": "top",
    "pants": "trousers",
    "handbags": "handbag",
    "sweaters": "sweater",
    "wallets": "wallet",
    "belts": "belt",
    "jackets": "jacket",
    "sweatshirts": "sweatshirt",
    "innerwear vests": "vest",
    "ties": "tie",
    "backpacks": "backpack",
    "clutches": "handbag",
    "dresses": "dress",
    "mufflers": "scarf",
    "longsleeve": "shirt",
    "outwear": "jacket",
    "track pants": "trousers",
    "briefs": "underwear",
    "free gifts": "",
}
"""Spoken names of the clothes labels; "" for a label that says nothing about the picture."""
_PAIRS = frozenset("shoes jeans trousers shorts socks sandals sunglasses leggings".split())
_PAIRS |= {"flip flops", "cufflinks"}
_DAQUAR_SKIP = frozenset("photo decoration_item decorative_item wall_decoration unknown".split())


def article(name: str) -> str:
    """A name with its indefinite article, if it takes one."""
    last = name.split()[-1].lower()
    if last in _MASS or last in _PLURAL or (last.endswith("s") and not last.endswith("ss")):
        return name
    return f"an {name}" if name[0].lower() in "aeiou" else f"a {name}"


def listing(parts: Sequence[str]) -> str:
    """ "a cup", "a cup and a fork", "a cup, a fork and a plate"."""
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _pick(rng: np.random.Generator, options: Sequence[str]) -> str:
    return options[int(rng.integers(len(options)))]


def _some(rng: np.random.Generator, names: Sequence[str]) -> WordList:
    """Up to three of the names, in their order."""
    count = min(len(names), int(rng.integers(1, 4)))
    chosen = sorted(rng.choice(len(names), count, replace=False))
    return [names[place] for place in chosen]


def coco(row: Record, rng: np.random.Generator) -> WordList:
    """Captions from the object set. With boxes, the largest come first and people are counted."""
    names = list(row["objects"])
    if not names:
        return []
    spoken = {name: article(name) for name in names}
    if row.get("boxes"):
        area: Counter[str] = Counter()
        number: Counter[str] = Counter()
        for name, x0, y0, x1, y1 in row["boxes"]:
            area[name] = max(area[name], (x1 - x0) * (y1 - y0))
            number[name] += 1
        names.sort(key=lambda name: -area[name])
        if number["person"] > 1:
            few = {2: "two people", 3: "three people"}
            spoken["person"] = few.get(number["person"], "a group of people")
    else:
        rng.shuffle(names)
        if "person" in names:
            names.remove("person")
            names.insert(0, "person")
    shown = [spoken[name] for name in names[: int(rng.integers(2, 5))]]
    place = room("coco", row)
    sentences = [listing(shown)]
    if len(shown) > 1:
        sentences.append(f"{shown[0]} with {listing(shown[1:])}")
    if place in ("kitchen", "bathroom", "bedroom", "living room"):
        fitting = [spoken[name] for name in names if name != "person"][:3]
        sentences.append(f"a {place} with {listing(fitting)}" if fitting else f"a {place}")
    return sentences


def place_of(mask: NDArray[np.uint8], number: int) -> str:
    """Where a class of a mask [H, W] mostly is: "on the left", "at the top" …, or ""."""
    rows, columns = np.nonzero(mask == number)
    if len(rows) == 0:
        return ""
    x, y = columns.mean() / mask.shape[1], rows.mean() / mask.shape[0]
    if np.ptp(columns) < 0.55 * mask.shape[1]:
        if x < 0.33:
            return "on the left"
        if x > 0.67:
            return "on the right"
    if np.ptp(rows) < 0.4 * mask.shape[0]:
        if y < 0.25:
            return "at the top"
        if y > 0.75:
            return "at the bottom"
    return ""


def ade20k(
    row: Record, mask: NDArray[np.uint8], numbers: dict[str, int], rng: np.random.Generator
) -> WordList:
    """Captions from the scene, the names by their share of the picture, and their places."""
    surfaces = {"wall", "ceiling", "floor", "sky", "earth"}
    sizes = sorted(row["objects"].items(), key=lambda item: -item[1])
    names = [name for name, share in sizes if share > 0.004 and name not in surfaces]
    spoken = [(_ADE_SPOKEN.get(name, name), name) for name in names]
    spoken = [(word, name) for word, name in spoken if word][:8]
    place = room("ade20k", row)
    where = row["scene"].replace("_", " ").replace(" indoor", "").replace(" outdoor", "")
    if place == "another room" or where in ("misc", "exterior", "natural", "wild", "vehicle"):
        where = "room" if place == "another room" else "place outside"
    head = (
        f"{article(place or where)}"
        if place not in (None, "outdoors", "another room")
        else (article(where))
    )
    if not spoken:
        return [head]
    chosen = _some(rng, [article(word) for word, _ in spoken[:5]])
    sentences = [f"{head} with {listing(chosen)}", f"{listing(chosen)} in {head}"]
    word, name = spoken[int(rng.integers(len(spoken)))]
    side = place_of(mask, numbers[name])
    if side:
        sentences.append(f"{head} with {article(word)} {side}")
    return sentences


def daquar(row: Record, rng: np.random.Generator) -> WordList:
    """Captions from the answers that are things: rooms of homes and offices."""
    things: Counter[str] = Counter()
    for item in row["qa"]:
        for answer in item["answer"].split(", "):
            if "how many" in item["question"] or "colo" in item["question"]:
                continue
            if answer not in _DAQUAR_SKIP and not answer.isdigit():
                things[answer.replace("_", " ").replace("refridgerator", "refrigerator")] += 1
    names = [name for name, _ in things.most_common(6)]
    if not names:
        return ["a room"]
    chosen = [article(name) for name in _some(rng, names)]
    return [f"a room with {listing(chosen)}", f"{listing(chosen)} in a room"]


def doors(row: Record, rng: np.random.Generator) -> WordList:
    """Captions of doors, cabinet and refrigerator doors with their side."""
    found = [box for box in row["boxes"] if box[0] != "handle"]
    if not found:
        return []
    name, x0, _, x1, _ = max(found, key=lambda box: (box[3] - box[1]) * (box[4] - box[2]))
    middle = (x0 + x1) / 2
    side = "on the left" if middle < 0.35 else "on the right" if middle > 0.65 else "ahead"
    many = sum(box[0] == name for box in found) > 1
    word = f"{name}s" if many else article(name)
    sentences = [word if many else f"{word} {side}"]
    if name == "cabinet door":
        sentences.append("cabinets with doors" if many else "a cabinet with a door")
    elif name == "refrigerator door":
        sentences.append("a refrigerator")
    return sentences


def grocery(row: Record, rng: np.random.Generator) -> WordList:
    """Captions with the product's name and its kind."""
    name, kind = row["name"].lower(), row["category"].lower()
    packed = kind in {"juice", "milk", "oat milk", "soy milk", "sour milk"}
    pots = kind in {"yoghurt", "soyghurt", "oatghurt", "sour cream"}
    if packed:
        flavour = name if name.endswith("juice") else kind
        return [
            f"a carton of {kind}",
            _pick(rng, [f"a carton of {flavour}", f"a carton of {kind}"]),
        ]
    if pots:
        return [f"a pot of {kind}", f"a container of {kind}"]
    specific = name if kind in name or name in kind else f"{name} {kind}"
    plain = "pepper" if kind == "pepper" else kind
    return [article(plain), f"some {specific}", f"{article(plain)} in a shop"][
        : 2 + int(rng.integers(2))
    ]


def clothes(row: Record, rng: np.random.Generator) -> WordList:
    """Captions of the garment, with its colour if known."""
    kind = GARMENTS.get(row["kind"].lower(), row["kind"].lower())
    if not kind:
        return []
    colour = (row.get("colour") or "").lower()
    colour = "" if colour in ("multi", "na") else colour
    whole = f"{colour} {kind}".strip()
    named = f"a pair of {whole}" if kind in _PAIRS or "shoes" in kind else article(whole)
    return [named, f"{named} on a plain background" if row["photo"].startswith("f_") else named]


def things(row: Record, rng: np.random.Generator) -> WordList:
    """Captions of the photo's single thing."""
    name = row["name"].replace("_", " ")
    if name.endswith((" face", " head", " body", " side")):
        name = name.rsplit(" ", 1)[0]
    if name == "faces":
        return ["a person's face", "the face of a person"]
    return [
        article(name),
        _pick(rng, [f"a photo of {article(name)}", f"a close up of {article(name)}"]),
    ]


SIMPLE: dict[str, Callable[[Record, np.random.Generator], WordList]] = {
    "coco": coco,
    "daquar": daquar,
    "doors": doors,
    "grocery": grocery,
    "clothes": clothes,
    "things": things,
}


def by_people(row: Record) -> WordList:
    """What people said of a photo: its captions, and what was restored from their questions."""
    restored = [one["text"] for one in row.get("sentences", ()) if one["how"] not in LOOSE]
    return list(dict.fromkeys([*row.get("captions", ()), *restored]))
