"""Questions that their photo cannot answer, about absent text and products or absent things.

The first kind has the words of blind people's own questions; validation uses different ones from
training. The second kind repeats questions that another photo answers, so the words alone give
nothing away.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from models.lexicon.names import COCO_WORDS, mentions
from models.training.common.data import Folders, Record
from models.training.common.labels import ADE_AS_COCO, words_of
from models.training.texts.question_objects import ADE_THINGS, ANIMALS, VEHICLES, Rows
from models.training.texts.question_parts import MadeQuestion, ask, pick, some, wording
from models.training.texts.question_scores import UNANSWERABLE

KIND = "unanswerable"
_READING = re.compile(
    r"\b(expir\w*|dates?|says?|said|reads?|reading|labels?|brand|flavou?r\w*|titled?|names?|"
    r"numbers?|price|cost|dollars?|bill|money|screen|display\w*|captcha|code|instructions?|"
    r"directions?|ingredients?|calories|cook\w*|temperature|thermostat|settings?|buttons?|channel|"
    r"medicine|medication|pills?|cd|dvd|movie|author|letter|mail|serial|message|page|menu|website|"
    r"address|seasoning|spice|soup|percent\w*|dose|mg|prescription|song|weigh\w*|size|email|"
    r"barcode|currency|denomination|writing|written|text|print\w*|spell|model|company|airline)\b"
)
"""Words of questions about text, money, dates, screens and contents."""
_STRICT = re.compile(
    r"\b(expir\w*|dates?|says?|said|labels?|price|cost|ingredients?|calories|instructions?|"
    r"directions?|serial|barcode|written|writing|money|denomination|screen)\b"
)
"""Even a close-up of a product cannot answer these at this size."""
_COMMON = frozenset(
    "what what's whats is it this that these those the a an of in on for to and or are am do does "
    "did can could would will you me i my your please thank thanks tell know see say look looks "
    "looking like picture photo image item object thing things product kind type color colors "
    "colour here hi hello hey ok okay yes no help need want just any some there which who where "
    "when how be been has have get got if with from at one about so now room called s it's i'm "
    "fuck hand front right left big new good".split()
)
_MOST_WORDS = 20
_WEIGHTS = {"flickr8k": 0.35, "coco": 0.3, "ade20k": 0.1, "daquar": 0.08, "clothes": 0.06,
            "grocery": 0.06, "things": 0.05}  # fmt: skip
"""How often a blind person's question is paired with a photo of each set."""
_PLAIN_TO_SEE = (*ANIMALS, *VEHICLES, "bed", "couch", "toilet", "tv", "refrigerator", "oven",
                 "sink", "laptop", "surfboard", "skis", "snowboard", "skateboard", "frisbee",
                 "umbrella", "kite", "pizza", "cake")  # fmt: skip
"""Things that at least one of several people would have mentioned."""
_ON_PEOPLE = frozenset("shirt jacket dress jeans shorts shoes hat glasses".split())


def wordings(folders: Folders, split: str) -> Counter[str]:
    """Blind people's questions about text or things they hold, with their frequency.

    Every sixth wording is for validation only.
    """
    path = folders.data / "vizwiz_questions.jsonl"
    found: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        question = wording(row["question"])
        content = [word for word in question.split() if word not in _COMMON]
        wanted = _READING.search(question) or not row["answerable"]
        colour = re.search(r"\bcolou?rs?\b", question)
        if content and wanted and not colour and len(question.split()) <= _MOST_WORDS:
            found[question] += 1
    judged = set(sorted(found)[::6])
    return Counter({q: count for q, count in found.items() if (q in judged) == (split == "val")})


def words_about(row: Record) -> set[str]:
    """All words with which a set describes a photo."""
    texts = [*row.get("captions", ()), *row.get("objects", ())]
    texts += [str(row.get(field, "")) for field in ("name", "category", "kind", "scene")]
    for item in (*row.get("qa", ()), *row.get("cocoqa", ()), *row.get("vqa", ())):
        texts.append(item["question"])
        texts.append(item.get("answer", ""))
    return {word for text in texts for word in words_of(text.replace("_", " "))}


def of_the_blind(
    folders: Folders, split: str, photos: Mapping[str, Rows], rng: np.random.Generator
) -> list[MadeQuestion]:
    """Blind people's questions paired with photos that show nothing they ask about."""
    sets = [name for name in _WEIGHTS if photos.get(name)]
    weights = np.array([_WEIGHTS[name] for name in sets])
    about: dict[tuple[str, int], set[str]] = {}
    found = []
    for question, count in sorted(wordings(folders, split).items()):
        content = {word for word in question.split() if word not in _COMMON}
        names = set(mentions(question))
        for _ in range(min(12, 3 + 2 * count)):
            set_name = str(rng.choice(sets, p=weights / weights.sum()))
            if set_name in ("grocery", "clothes") and not _STRICT.search(question):
                continue
            index, row = pick(rng, photos[set_name])
            key = (set_name, index)
            if key not in about:
                about[key] = words_about(row)
            shown = about[key]
            if content & shown or names & set(mentions(" ".join(sorted(shown)))):
                continue
            found.append(ask(set_name, index, question, UNANSWERABLE, KIND))
    return found


def lacks(set_name: str, row: Record, name: str) -> bool:
    """Whether a photo certainly does not show a name of `models.lexicon.names`."""
    if set_name == "coco":
        needed = "person" if name in _ON_PEOPLE else name
        return needed in COCO_WORDS and needed not in row["objects"]
    if set_name == "flickr8k":
        said = {thing for caption in row["captions"] for thing in mentions(caption)}
        if name in _ON_PEOPLE or name == "person":
            return not said & (_ON_PEOPLE | {"person"})
        return name in _PLAIN_TO_SEE and name not in said
    if set_name == "ade20k":
        shown = row["objects"].keys()
        if name in _ON_PEOPLE:
            return "person" not in shown
        if name in ANIMALS:
            return "animal" not in shown
        if name in ADE_THINGS:
            return not shown & set(ADE_THINGS[name])
        labels = {label for label, meant in ADE_AS_COCO.items() if meant == name}
        return bool(labels) and not shown & labels
    return False


def of_other_photos(
    items: Sequence[MadeQuestion], photos: Mapping[str, Rows], rng: np.random.Generator, most: int
) -> list[MadeQuestion]:
    """Questions that another photo answers, paired with photos without the things they name.

    Half of the questions that name something, up to `most`, each once.
    """
    sets = [name for name in ("coco", "flickr8k", "ade20k") if photos.get(name)]
    naming = [(item, mentions(item.question)) for item in items]
    naming = [(item, names) for item, names in naming if names]
    found = []
    for item, names in some(rng, naming, min(most, len(naming) // 2)):
        for _ in range(8):
            # Mostly the same set, so that the kind of photo gives nothing away either.
            own = item.set_name in sets and rng.random() < 0.7
            set_name = item.set_name if own else pick(rng, sets)
            index, row = pick(rng, photos[set_name])
            if all(lacks(set_name, row, name) for name in names):
                found.append(ask(set_name, index, item.question, UNANSWERABLE, KIND))
                break
    return found
