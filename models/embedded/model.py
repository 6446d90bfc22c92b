"""The embedded model: one pass over a picture feeds the witness, the decoders and the towers."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice, pairwise, tee
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models import clip
from models.embedded import files, manifest, pixels, places, ranking, small_networks
from models.embedded.answer_choices import UNCHOSEN, Choices
from models.embedded.claim_rule import read_rule
from models.embedded.decoding import Beam, Cache, DecodedSentence, Decoder, Search, read_embedding
from models.embedded.evidence import (
    closeups,
    counts,
    doors,
    heads,
    patterns,
    surfaces,
    way_up,
)
from models.embedded.evidence.companions import bounded, bounded_scene
from models.embedded.evidence.hands import with_hand
from models.embedded.evidence.heads import Faces
from models.embedded.evidence.lookalikes import LOOKALIKES, outdone
from models.embedded.evidence.names import first_look, without_body
from models.embedded.manifest import Manifest, Prompt
from models.embedded.pixels import patch_colours
from models.embedded.ranking import Candidate, Expected
from models.embedded.runtime import Network, Numbers, usable_threads
from models.embedded.text_encoder import TextEncoder
from models.embedded.tokens import WordTokenizer, load_tokenizer
from models.interfaces import (
    UNLISTED,
    USUALLY,
    Guess,
    ImageEncoding,
    Labels,
    Picture,
    PromptOptions,
    Scene,
    SeenObject,
    TextChunk,
    Vector,
    ZeroShot,
)
from models.layered import tokens_of
from models.lexicon.things import COMPANIONS, ROOMS

_Made = TypeVar("_Made")

CHOSEN = 8
"""How many of the likeliest choices are guesses."""


@dataclass(slots=True)
class EmbeddedEncoding:
    """`ImageEncoding.tokens` of this model."""

    patches: Numbers
    """[2, 81, C], of the picture and its mirror image."""
    names: Numbers
    """[1, N]: the probability of each name of the manifest."""
    colours: Numbers
    """[81, 15]: the plain colours of every patch."""
    expected: Numbers | None = None
    """How often people's sentences hold each run of words, once computed."""
    candidates: tuple[Candidate, ...] = ()
    """The sentences of a description, once they are written."""
    begun: Cache | None = None
    """The decoder's state after this picture."""
    read: dict[tuple[int, ...], Cache] = field(default_factory=dict)
    """The state after the last prompt, by the prompt's tokens."""

    @property
    def own(self) -> Numbers:
        """[1, 81, C], of the picture itself."""
        return self.patches[:1]


class EmbeddedModel:
    """The `VisionModel` of a weights folder."""

    def __init__(self, folder: Path, threads: int = 0, device: str = "cpu") -> None:
        self.folder = folder
        self.manifest: Manifest = manifest.read(folder)
        files.verify(folder, self.manifest)
        self._threads = threads = usable_threads(threads)
        self._device = device

        def network(name: str) -> Network:
            return Network(folder / name, threads, device, lazy=True)

        self._encoder = network(manifest.ENCODER)
        self._detector = Network(folder / manifest.DETECTOR, 1, device, lazy=True)
        self._witness = network(manifest.WITNESS)
        self._nouns = frozenset(chain(*self.manifest.words.values()))
        """Tokens of names, which a sentence does not repeat."""
        self.words = WordTokenizer(load_tokenizer(folder / manifest.TOKENIZER))
        prompts = (token for prompt in self.manifest.prompts.values() for token in prompt.tokens)
        table = read_embedding(folder / manifest.EMBEDDING, 1 + max(prompts))
        self._bridge = network(manifest.BRIDGE)
        self._decoder = Decoder(network(manifest.DECODER), table)
        self._text = text = TextEncoder(network(manifest.TEXT), folder / manifest.TEXT_TOKENIZER)
        self._image_tower = network(manifest.IMAGE_TOWER)
        self._text_tower = network(manifest.TEXT_TOWER)
        self._expected = Expected(network(manifest.EXPECTED))
        self._choices = Choices(network(manifest.CHOICES), text, self.manifest.answers)
        self.companions = COMPANIONS
        self.rooms = ROOMS
        self.lookalikes = LOOKALIKES
        self._surfaces = self.small(surfaces.Surfaces, surfaces.FILE)
        self._closeups = self.small(closeups.Closeups, closeups.FILE)
        self._patterns = self.small(closeups.Closeups, patterns.FILE)
        self._way_up = self.small(way_up.WayUp, way_up.FILE)
        self.doors = self.small(doors.Doors, doors.FILE)
        detector = self.manifest.files[manifest.DETECTOR].sha256
        self.counter = counts.load_counter(folder, detector, self.manifest.coco)
        self.rule = read_rule(folder)

    def small(self, make: Callable[..., _Made], file: str) -> _Made | None:
        """What is made of a file's arrays, if the folder has one that was trained for this encoder.

        Raises ModelError.
        """
        encoder = self.manifest.files[manifest.ENCODER].sha256
        return small_networks.load(make, self.folder / file, encoder)

    @cached_property
    def faces(self) -> Faces | None:
        """What finds faces, if the folder has it. Raises ModelError."""
        return heads.load_faces(self.folder, self._threads, self._device)

    def warm_up(self) -> None:
        """Look at a grey picture, so that the first real one is not slower."""
        side = self.manifest.image_size
        self.look(np.full((side, side, 3), 127, np.uint8))

    def look(self, picture: Picture) -> ImageEncoding:
        """Encode a picture; ValueError unless it is uint8 [H, W, 3]."""
        reduced = pixels.reduce(picture, self.manifest.short_side)
        upright, quarters, encoded, turned = self._upright(reduced)
        look = self.look_with(*encoded, *self.six_anchors(upright), turned)
        return way_up.turned_back(look, quarters, 90 * quarters)

    def look_with(
        self,
        patches: Numbers,
        colours: Numbers,
        logits: Numbers,
        boxes: Numbers,
        turned: Iterable[Numbers],
    ) -> ImageEncoding:
        """What shows in a picture with this `encode`, these `six_anchors` and, `turned`, the
        patches of `views`.
        """
        found = places.best_anchors(logits, boxes)
        names, scenes, not_a_photo, where = self._witness(
            patches=patches, detector=found.logits[None], closer=found.closer[None]
        )
        objects = bounded(self._objects(names[0], found, where[0]), self.companions)
        objects = outdone(objects, self.lookalikes)
        nothing = 1.0
        if self._surfaces is not None:
            shares = self._surfaces.probabilities(patches)
            objects, nothing = surfaces.joined(objects, shares), shares[surfaces.NOTHING]
        closeup = self._closeup(patches, turned)
        objects = closeups.joined(objects, closeup)
        counter = self.counter
        counted = counter.look(objects, logits, boxes) if counter else counts.UNCOUNTED
        look = ImageEncoding(
            objects=objects,
            scene=self._scene(scenes[0] * closeups.elsewhere(closeup), objects),
            not_a_photo=float(not_a_photo.flat[0]),
            tokens=EmbeddedEncoding(patches, names, colours),
            nothing=nothing,
            claims=counted.claims,
            instances=counted.instances,
        )
        expected = self.expected(look)
        objects = with_hand(objects, expected)
        witness = dict(zip(self.manifest.names, names[0].tolist(), strict=True))
        there = first_look(self.rule, objects, witness, expected, closeup)
        counts_of = without_body(look.claims, objects)
        worn = patterns.pattern(self._patterns, patches, closeup) if self._patterns else ()
        return replace(look, objects=objects, claims=(*there, *counts_of, *worn))

    def _closeup(self, patches: Numbers, turned: Iterable[Numbers]) -> Mapping[str, float]:
        """How likely each name is the one thing of a close-up, held like this or turned."""
        told: Mapping[str, float] = {}
        scene = True
        if self._closeups is not None:
            upright = self._closeups.probabilities(patches)
            others = map(self._closeups.probabilities, turned)
            told = self._closeups.told(closeups.clearest(upright, others))
            # The wood of a table beneath a thing looks like a door.
            scene = upright[closeups.OTHER] >= closeups.SCENE
        door = self.doors.locate(patches[0], "door")[0] if self.doors and scene else 0.0
        return {**told, "door": door} if door >= doors.CLOSE else told

    def views(self, reduced: Picture) -> Iterator[Numbers]:
        """The patches [2, 81, C] of a picture turned by one, two and three quarters."""
        square = pixels.square(reduced, self.manifest.image_size)
        for quarters in (1, 2, 3):
            side = np.rot90(square, quarters, (1, 2))
            yield self.patches_of_squares(pixels.with_mirror_image(side))

    def _upright(
        self, reduced: Picture
    ) -> tuple[Picture, int, tuple[Numbers, Numbers], Iterator[Numbers]]:
        """The picture put upright, by how many quarters, its `encode` and its `views`."""
        encoded = self.encode(reduced)
        # Both what tells the way up and what names a close-up read them only if need be.
        first, second = tee(self.views(reduced))
        quarters = self._way_up.quarters(encoded[0], first) if self._way_up else 0
        if not quarters:
            return reduced, 0, encoded, second
        upright = np.ascontiguousarray(np.rot90(reduced, -quarters))
        return upright, quarters, self.encode(upright), self.views(upright)

    def embed(self, picture: Picture) -> Vector:
        """Encode a picture as a vector; ValueError unless it is uint8 [H, W, 3]."""
        reduced = pixels.reduce(picture, self.manifest.short_side)
        return self._vector(*self.encode(reduced))

    def embed_look(self, look: ImageEncoding) -> Vector:
        """The vector of an encoded picture, without another pass."""
        seen = tokens_of(look, EmbeddedEncoding)
        return self._vector(seen.patches, seen.colours)

    def embed_text(self, text: str) -> Vector:
        (vector,) = self._text_tower(states=self.text_states(text))
        return clip.unit(vector[0])

    def _vector(self, patches: Numbers, colours: Numbers) -> Vector:
        """The vector of patches [2, 81, C], plain and mirrored, and colours [81, 15]."""
        (vector,) = self._image_tower(patches=patches, colours=colours[None])
        return clip.unit(vector[0])

    def text_states(self, text: str) -> Numbers:
        """The text encoder's states of a text [1, T, D]."""
        return self._text.states(text)

    @property
    def space(self) -> str:
        """The model's name and the checksum of its image tower."""
        tower = self.manifest.files[manifest.IMAGE_TOWER]
        return f"{self.manifest.name} {tower.sha256[:16]}"

    @property
    def same(self) -> float:
        return self.manifest.same

    def embed_labels(self, labels: Sequence[str]) -> Labels:
        return clip.embed_labels(labels, self.embed_text)

    def zero_shot(self, image: Vector, labels: Labels) -> ZeroShot:
        return clip.zero_shot(image, labels, self.manifest.sharpness, self.manifest.none)

    def generate(
        self,
        look: ImageEncoding,
        prompt: str,
        barred: frozenset[str] = frozenset(),
        how: PromptOptions = USUALLY,
    ) -> Generator[TextChunk, None, None]:
        """Stream text about a picture.

        Yields a word once all live sentences agree on it; a description once all are ranked.
        """
        search = self._search(look, prompt, barred)
        if prompt == "describe" and self.manifest.ranking is not None:
            compared = self._compared(look, search)
            best = ranking.best(self.manifest.ranking, [candidate for _, candidate in compared])
            yield from self._pieces(compared[best][0])
            return
        given = 0
        while not search.over:
            search.advance()
            settled = search.settled()
            end = len(settled.tokens) if search.over else self._last_whole_word(settled.tokens)
            yield from self._pieces(settled, given, end)
            given = max(given, end)

    def sentences(
        self, look: ImageEncoding, prompt: str, barred: frozenset[str] = frozenset()
    ) -> tuple[tuple[TextChunk, ...], ...]:
        """All sentences of the beam search, the likeliest first."""
        search = self._search(look, prompt, barred)
        return tuple(tuple(self._pieces(one)) for one in search.run())

    def candidates(self, look: ImageEncoding) -> tuple[Candidate, ...]:
        """The sentences of a description as a `Ranking` compares them, the likeliest first."""
        seen = tokens_of(look, EmbeddedEncoding)
        if not seen.candidates:
            compared = self._compared(look, self._search(look, "describe"))
            seen.candidates = tuple(one for _, one in compared)
        return seen.candidates

    def expected(self, look: ImageEncoding) -> dict[str, float]:
        """How often a person's sentence about a picture holds each of some thousand runs of
        words."""
        return self._expected.named(self.expected_counts(look))

    def expected_counts(self, look: ImageEncoding) -> Numbers:
        """The same as one array, in the order of the network."""
        seen = tokens_of(look, EmbeddedEncoding)
        if seen.expected is None:
            seen.expected = self._expected.counts(seen.patches, seen.names)
        return seen.expected

    def _compared(
        self, look: ImageEncoding, search: Search
    ) -> list[tuple[DecodedSentence, Candidate]]:
        """The finished sentences of a search, or all if none is."""
        sentences = search.run()
        picture, expected = self.embed_look(look), self.expected_counts(look)

        def candidate(one: DecodedSentence) -> Candidate:
            text = self.words.text(one.tokens)
            cosine = float(picture @ self.embed_text(text))
            return Candidate(text, one.score(1.0), cosine, self._expected.worth(expected, text))

        whole = [one for one in sentences if one.ended] or sentences
        return [(one, candidate(one)) for one in whole]

    def lifts(self, counts: Numbers, text: str, size: int) -> list[tuple[float, float]]:
        """As `Expected.lifts`."""
        return self._expected.lifts(counts, text, size)

    def guesses(
        self,
        look: ImageEncoding,
        question: str,
        options: tuple[str, ...] = (),
        how: PromptOptions = USUALLY,
    ) -> tuple[Guess, ...]:
        """The likeliest of the commonest answers to a question about a picture."""
        seen = tokens_of(look, EmbeddedEncoding)
        chosen = self._choices.log_probabilities(question, seen.own, seen.colours, seen.names)
        counts = self.expected_counts(look)
        texts = dict.fromkeys((*islice(chosen, CHOSEN), *options))
        return tuple(
            Guess(
                text, chosen.get(text, UNCHOSEN), usual=self._expected.usual(counts, question, text)
            )
            for text in sorted(texts, key=lambda text: -chosen.get(text, UNCHOSEN))
        )

    def encode(self, reduced: Picture) -> tuple[Numbers, Numbers]:
        """The patches [2, 81, C] of a picture and its mirror image, and its colours [81, 15]."""
        square = pixels.square(reduced, self.manifest.image_size)
        return self.patches_of_squares(pixels.with_mirror_image(square)), patch_colours(square[0])

    def six_anchors(self, reduced: Picture) -> tuple[Numbers, Numbers]:
        """The detector's logits [6, A, names] and boxes [6, A, 4] of `pixels.six_looks`."""
        looks = pixels.six_looks(reduced, self.manifest.detector_size)
        # A thread for each is faster than several for one after the other, or for a batch.
        with ThreadPoolExecutor(self._threads) as pool:
            found = list(pool.map(lambda one: self._detector(pixels=one[None]), looks))
        logits, boxes = (np.concatenate(part) for part in zip(*found, strict=True))
        return logits, boxes

    def patches_of_squares(self, squares: NDArray[np.uint8]) -> Numbers:
        """The encoder's patches [N, 81, C] of several squares [N, side, side, 3]."""
        (patches,) = self._encoder(pixels=squares)
        return patches

    def anchors(self, picture: Picture) -> tuple[Numbers, Numbers]:
        """The detector's logits [A, 80] and boxes [A, 4] of a whole picture."""
        reduced = pixels.reduce(picture, self.manifest.short_side)
        square = pixels.square(reduced, self.manifest.detector_size)
        logits, boxes = self._detector(pixels=square)
        return logits[0], boxes[0]

    def _objects(
        self, names: Numbers, found: places.Detections, where: Numbers
    ) -> tuple[SeenObject, ...]:
        objects = []
        for index in map(int, np.argsort(-names, kind="stable")):
            if names[index] < UNLISTED:
                break
            boxed = index < len(found.logits)
            box = found.box(index, self.manifest.box_from) if boxed else None
            place = box or places.box_of_patches(where[index])
            name, probability = self.manifest.names[index], float(names[index])
            objects.append(SeenObject(name, probability, place, outlined=box is not None))
        return tuple(objects)

    def _scene(self, scenes: Numbers, objects: Sequence[SeenObject]) -> Scene | None:
        if not self.manifest.scenes:
            return None
        best = int(scenes.argmax())
        name = self.manifest.scenes[best]
        if not name:
            return None
        return bounded_scene(Scene(name, float(scenes[best])), objects, self.rooms)

    def _search(self, look: ImageEncoding, prompt: str, barred: Iterable[str] = ()) -> Search:
        """A search that names nothing that is barred."""
        facts = self.manifest
        kind, cache = self._read(tokens_of(look, EmbeddedEncoding), prompt)
        named = chain.from_iterable(facts.words.get(name, ()) for name in barred)
        beam = Beam(
            bos=facts.tokens.bos,
            eos=facts.tokens.eos,
            width=kind.beams,
            max_tokens=kind.max_tokens,
            never={*facts.tokens.unspoken, *named} & self._decoder.tokens,
            once=self._nouns,
            length_power=facts.length_power,
        )
        return Search(self._decoder, cache, beam)

    def _read(self, seen: EmbeddedEncoding, prompt: str) -> tuple[Prompt, Cache]:
        """The kind of prompt, and the state after picture and prompt, which is kept."""
        kind = self.manifest.prompts[prompt]
        if seen.begun is None:
            (prefix,) = self._bridge(patches=seen.own, hints=seen.names)
            seen.begun = self._decoder.begin(prefix)
        if kind.tokens not in seen.read:
            room = self.manifest.positions - seen.begun.length - kind.max_tokens
            seen.read.clear()
            seen.read[kind.tokens] = self._decoder.read(seen.begun, kind.tokens[: max(1, room)])
        return kind, seen.read[kind.tokens]

    def _last_whole_word(self, tokens: tuple[int, ...]) -> int:
        """How many tokens form whole words whatever follows: all but the last word's."""
        end = len(tokens) - 1
        while end > 0 and self.words.joins(tokens[end]):
            end -= 1
        return max(0, end)

    def _pieces(
        self, sentence: DecodedSentence, start: int = 0, end: int | None = None
    ) -> Iterator[TextChunk]:
        """The words of a sentence's tokens from `start` to `end`, both at word boundaries."""
        tokens = sentence.tokens[:end]
        after = range(start + 1, len(tokens))
        edges = [start, *(n for n in after if not self.words.joins(tokens[n])), len(tokens)]
        for here, there in pairwise(edges):
            text = "".join(self.words.spoken(tokens[n], n == 0) for n in range(here, there))
            if text:
                yield TextChunk(text, sum(sentence.log_probabilities[here:there]))


def load(folder: Path | None = None, threads: int = 0, device: str = "cpu") -> EmbeddedModel:
    """Load a weights folder, by default the one that ships. Raises ModelError.

    `threads` 0 uses what the machine has; `device` is one of `runtime.PROVIDERS`, "auto" or "cpu".
    """
    return EmbeddedModel(folder or files.WEIGHTS, threads, device)
