"""Trains the network that tells what people and animals do, from people's captions."""

import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.certainty import logit
from models.claims import PLAIN, PROBABLY
from models.embedded import load, manifest, small_networks
from models.embedded.evidence import actions
from models.embedded.evidence.actions import SUBJECTS, ActionHead
from models.interfaces import PERSON, Claim, ClaimKind
from models.lexicon.names import mentions, tokens_of
from models.lexicon.sentences import ACTS, LIVING, forms, stated
from models.training.common.data import (
    Folders,
    Record,
    captioned,
    keep,
    photo_of,
    records,
    validation_rows,
)
from models.training.common.metrics import fitted
from models.training.common.signing import sign
from models.training.witness.encoder import CHANNELS
from models.training.witness.gates import pooled

Features = NDArray[np.float32]

SETS: Final = ("flickr8k", "coco")
HIDDEN, STEPS, BATCH, RATE, DECAY = 256, 900, 128, 1e-3, 0.1
SILENT: Final = 0.25
"""The weight of what a single sentence does not say; five captions say nearly all."""
NAMED: Final = 2
"""Captions that must name somebody who does something."""
TEXTS: Final = "captions_coco_text.txt.gz"
COMMON: Final = 8
"""A habit is in at least so many captions."""
USUAL: Final = 0.03
"""The least share of the captions with both that say so."""
NO_HABITS: Final = frozenset({"looking at", "playing", "waiting"})
"""Actions whose other thing is told too loosely."""
NOT_BARE: Final = frozenset(
    "holding carrying wearing throwing catching kicking hitting chasing pulling pushing using "
    "cutting preparing hugging biting hanging performing".split()
) | {"looking at"}
"""Actions that are only said with another thing."""
AGENTS: Final = {
    "surfer": "surfing", "skier": "skiing", "snowboarder": "snowboarding", "skater": "skating",
    "skateboarder": "skateboarding", "swimmer": "swimming", "climber": "climbing",
    "dancer": "dancing", "rider": "riding", "biker": "riding", "cyclist": "riding",
    "bicyclist": "riding", "motorcyclist": "riding", "player": "playing",
}  # fmt: skip
"""Words for people that say what they do."""
VCOCO: Final = {
    "skateboard": "skateboarding", "snowboard": "snowboarding", "ski": "skiing", "surf": "surfing",
    "ride": "riding", "eat": "eating", "drink": "drinking", "jump": "jumping", "throw": "throwing",
    "kick": "kicking", "hit": "hitting", "read": "reading", "cut": "cutting",
    "talk_on_phone": "talking", "work_on_computer": "using", "lay": "lying", "run": "running",
}  # fmt: skip
"""V-COCO's actions that people would mention."""


@dataclass(frozen=True)
class Row:
    """Somebody in a photo, and what is said to be done."""

    set_name: str
    index: int
    name: str
    held_out: bool
    verbs: frozenset[str]
    silent: float
    """The weight of what is not said."""


def rows(folders: Folders) -> list[Row]:
    """All rows of both sets."""
    return [
        row
        for set_name in SETS
        for index, record in enumerate(records(folders, set_name))
        for row in _rows(set_name, index, record)
    ]


def _rows(set_name: str, index: int, record: Record) -> Iterator[Row]:
    captions = record.get("captions", ())
    five = len(captions) >= 5
    texts = captions if five else [one["text"] for one in record.get("sentences", ())]
    named = Counter(name for text in texts for name in set(mentions(text)))
    said = {action for text in texts for action in actions_of(text)}
    words = {word.removesuffix("s") for text in texts for word in tokens_of(text)}
    shown = {AGENTS[word] for word in words if word in AGENTS}
    shown |= {VCOCO[verb] for verb in record.get("actions", {}).get("doing", ()) if verb in VCOCO}
    for name in named:
        if name not in LIVING:
            continue
        verbs = {one.value for one in said if one.name == name}
        verbs |= shown if name == PERSON else set()
        if named[name] >= NAMED if five else verbs:
            silent = 1.0 if five else SILENT
            held_out = record["split"] == "val"
            yield Row(set_name, index, name, held_out, frozenset(verbs), silent)


def actions_of(text: str) -> set[Claim]:
    """The actions that a text states."""
    return {one for one in stated(text) if one.kind is ClaimKind.ACTION}


def whole(features: Path, set_name: str) -> NDArray[np.float16]:
    """The pooled features of all photos of a set [N, views, 2 C]."""
    path = features / f"{set_name}.pooled.npz"
    if not path.exists():
        patches = np.load(features / f"{set_name}.patches.npy", mmap_mode="r")
        parts = (patches[start : start + 200] for start in range(0, len(patches), 200))
        views = [pooled(part.reshape(-1, *part.shape[2:])) for part in parts]
        keep(path, pooled=np.concatenate(views).reshape(len(patches), patches.shape[1], -1))
    found: NDArray[np.float16] = np.load(path)["pooled"].astype(np.float16)
    return found


class ActionNetwork(nn.Module):
    """Normalised pooled features [B, 2 C] and subjects [B] to logits of `ACTS` [B, V]."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(2 * CHANNELS, HIDDEN)
        self.subjects = nn.Embedding(len(SUBJECTS), HIDDEN)
        self.outer = nn.Linear(HIDDEN, len(ACTS), bias=False)
        self.biases = nn.Embedding(len(SUBJECTS), len(ACTS))
        self.first, self.second = nn.Dropout(0.4), nn.Dropout(0.5)
        nn.init.zeros_(self.biases.weight)

    def forward(self, inputs: Tensor, subjects: Tensor) -> Tensor:
        """Logits."""
        hidden = self.inner(self.first(inputs)) + self.subjects(subjects)
        found: Tensor = self.outer(self.second(F.relu(hidden))) + self.biases(subjects)
        return found


def subject(name: str) -> int:
    """The place in `SUBJECTS`."""
    return SUBJECTS.index(name if name in SUBJECTS else "")


def train(
    chosen: list[Row], features: dict[str, NDArray[np.float16]], seed: int
) -> tuple[ActionNetwork, Features, Features]:
    """The network, and the mean and the deviation of its inputs."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    every = features["flickr8k"][::5, 0].astype(np.float32)
    mean, deviation = every.mean(0), every.std(0) + 1e-3
    truth = np.array([[verb in row.verbs for verb in ACTS] for row in chosen], np.float32)
    weight = np.where(truth > 0, 1, np.array([[row.silent] for row in chosen], np.float32))
    who = np.array([subject(row.name) for row in chosen])
    network = ActionNetwork()
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    for step in range(STEPS):
        optimiser.param_groups[0]["lr"] = RATE * min(1, step / 60) * (1 - 0.97 * step / STEPS)
        part = rng.choice(len(chosen), BATCH)
        views = rng.integers(2, size=BATCH)
        inputs = np.stack([
            features[chosen[n].set_name][chosen[n].index, view]
            for n, view in zip(part, views, strict=True)
        ])  # fmt: skip
        logits = network(
            torch.from_numpy((inputs.astype(np.float32) - mean) / deviation),
            torch.from_numpy(who[part]),
        )
        loss = len(ACTS) * F.binary_cross_entropy_with_logits(
            logits, torch.from_numpy(truth[part]), torch.from_numpy(weight[part])
        )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        if step % 100 == 99:
            print(f"step {step + 1} of {STEPS}, loss {float(loss.detach()):.2f}", flush=True)
    return network.eval(), mean, deviation


def habits(folders: Folders) -> dict[tuple[str, str], float]:
    """How often captions with a person or an animal and a thing say what is done with it."""
    with gzip.open(folders.data / TEXTS, "rt", encoding="utf-8") as lines:
        texts = [line.strip() for line in lines]
    texts += [
        caption
        for record in records(folders, "flickr8k")
        if record["split"] == "train"
        for caption in record["captions"]
    ]
    both: Counter[str] = Counter()
    done: Counter[tuple[str, str]] = Counter()
    for text in texts:
        found = set(mentions(text))
        if found & LIVING:
            both.update(found)
            done.update({(one.value, one.other) for one in actions_of(text) if one.other})
    return {
        pair: count / both[pair[1]]
        for pair, count in sorted(done.items())
        if count >= COMMON and pair[0] not in NO_HABITS and pair[1] != PERSON
        if count >= USUAL * both[pair[1]] > 0
    }


def joined(
    network: ActionNetwork,
    mean: Features,
    deviation: Features,
    usual: dict[tuple[str, str], float],
) -> ActionHead:
    """The network as the embedded model runs it, uncalibrated."""
    with torch.inference_mode():
        inner = network.inner.weight.numpy() / deviation
        return ActionHead(
            verbs=tuple(ACTS),
            inner=np.vstack([inner.T, network.inner.bias.numpy() - inner @ mean]),
            subjects=network.subjects.weight.numpy(),
            outer=np.vstack([network.outer.weight.T.numpy(), network.biases.weight.numpy()]),
            alone=np.array([1, 0], np.float32),
            together=np.array([1, 0, 0, 0], np.float32),
            pairs=tuple(" ".join(pair) for pair in usual),
            habits=np.array([logit(share) for share in usual.values()], np.float32),
            bare=tuple(sorted(frozenset(ACTS) - NOT_BARE)),
        )


@dataclass(frozen=True)
class Candidate:
    """A claim that could be made about a validation photo."""

    photo: str
    action: Claim
    inputs: tuple[float, ...]
    """The action's logit; with another thing also the thing's, and the habit's."""
    said: bool
    """Whether all its words are in one of the captions."""


def _forms(act: str) -> tuple[str, ...]:
    return forms(Claim(ClaimKind.ACTION, PERSON, act))


def verbs_of(texts: list[str]) -> set[str]:
    """The actions of which a text has a word."""
    words = {word for text in texts for word in tokens_of(text)}
    held = {act for act in ACTS if any(words.issuperset(form.split()) for form in _forms(act))}
    return held | {AGENTS[word] for word in AGENTS if {word, f"{word}s"} & words}


def candidates(
    folders: Folders, weights: Path, features: dict[str, NDArray[np.float16]], head: ActionHead
) -> list[Candidate]:
    """All claims that could be made about validation photos."""
    found: list[Candidate] = []
    model = load(weights)
    for set_name in SETS:
        place = {row["photo"]: index for index, row in enumerate(records(folders, set_name))}
        for row in captioned(validation_rows(folders, set_name)):
            vectors = features[set_name][place[row["photo"]]].astype(np.float32)
            look = model.look(photo_of(folders, set_name, row))
            objects = {seen.name: seen.probability for seen in look.objects}
            there = verbs_of(row["captions"])
            names = {name for caption in row["captions"] for name in mentions(caption)}
            for name, probability in objects.items():
                if name in LIVING and probability >= actions.LIKELY:
                    logits = head.of_pooled(vectors, name)
                    others = {
                        one: p for one, p in objects.items() if one != name and p >= actions.OTHERS
                    }
                    found += _candidates(row["photo"], name, head, logits, others, there, names)
    return found


def _candidates(
    photo: str,
    name: str,
    head: ActionHead,
    logits: Features,
    others: dict[str, float],
    there: set[str],
    names: set[str],
) -> Iterator[Candidate]:
    of_verb = dict(zip(head.verbs, logits.tolist(), strict=True))
    for verb in head.verbs:
        if verb in head.bare:
            claim = Claim(ClaimKind.ACTION, name, verb)
            yield Candidate(photo, claim, (of_verb[verb],), verb in there)
    for verb, thing, habit in head.usual(others):
        inputs = (of_verb[verb], logit(others[thing]), habit)
        said = verb in there and thing in names
        yield Candidate(photo, Claim(ClaimKind.ACTION, name, verb, thing), inputs, said)


def calibrated(found: list[Candidate]) -> tuple[dict[int, Features], NDArray[np.float64]]:
    """The weights by the number of inputs, and each candidate's probability, cross-fitted."""
    photos = {photo: n for n, photo in enumerate(dict.fromkeys(one.photo for one in found))}
    photo = np.array([photos[one.photo] for one in found])
    size = np.array([len(one.inputs) for one in found])
    said = np.array([one.said for one in found])
    honest = np.zeros(len(found))
    weights = {}
    for count in (1, 3):
        chosen = np.flatnonzero(size == count)
        inputs = np.array([found[n].inputs for n in chosen])
        fit = fitted(inputs, said[chosen], photo[chosen])
        weights[count], honest[chosen] = np.array(fit.weights, np.float32), fit.honest
    return weights, honest


def told(found: list[Candidate], probability: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which candidates are no part of a likelier one: "riding" of "riding a horse"."""
    best: dict[tuple[str, str, str], float] = {}
    for one, likely in zip(found, probability, strict=True):
        if one.action.other:
            key = (one.photo, one.action.name, one.action.value)
            best[key] = max(best.get(key, 0), float(likely))
    return np.array([
        bool(one.action.other)
        or best.get((one.photo, one.action.name, one.action.value), 0) < 0.8 * likely
        for one, likely in zip(found, probability, strict=True)
    ])  # fmt: skip


def make(folders: Folders, features: Path, weights: Path, seed: int) -> dict[str, float]:
    """Train, calibrate, write `actions.npz`, and return the figures of validation photos."""
    stored = {set_name: whole(features, set_name) for set_name in SETS}
    chosen = [row for row in rows(folders) if not row.held_out]
    print(f"{len(chosen)} rows", flush=True)
    network, mean, deviation = train(chosen, stored, seed)
    head = joined(network, mean, deviation, habits(folders))
    found = candidates(folders, weights, stored, head)
    fits, honest = calibrated(found)
    head = replace(head, alone=fits[1], together=fits[3])
    write(head, weights)
    return figures(found, honest)


def figures(found: list[Candidate], honest: NDArray[np.float64]) -> dict[str, float]:
    """How many claims a photo are said, and how many of them are in a caption."""
    photos = len({one.photo for one in found})
    said = np.array([one.said for one in found])
    free = told(found, honest)
    table = {"photos": float(photos)}
    for name, low, high in (("plain", PLAIN, 1.0), ("probably", PROBABLY, PLAIN)):
        here = free & (honest >= low) & (honest < high)
        table[f"{name}, a photo"] = float(here.sum() / photos)
        table[f"{name}, in a caption"] = float(said[here].mean()) if here.any() else 0.0
    return table


def write(head: ActionHead, weights: Path) -> None:
    """Write `actions.npz` and list it in the manifest."""
    np.savez_compressed(
        weights / actions.FILE,
        encoder=np.array(manifest.read(weights).files[manifest.ENCODER].sha256),
        verbs=np.array(head.verbs),
        subjects=head.subjects.astype(np.float16),
        outer=head.outer.astype(np.float16),
        alone=head.alone,
        together=head.together,
        pairs=np.array(head.pairs),
        habits=head.habits,
        bare=np.array(head.bare),
        **small_networks.stored(head.inner),
    )
    sign(weights)
