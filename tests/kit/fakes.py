"""Fakes for the parts that need a model or a sound card."""

import re
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Event as Flag

import numpy as np
from numpy.typing import NDArray

from assistant.protocol.choices import Choice, Setting, Verbosity
from assistant.protocol.desktop import Surface
from assistant.protocol.effects import Utterance
from assistant.protocol.events import (
    Answer,
    Description,
    Earcon,
    Emit,
    Listed,
    SpeechEnded,
    SpeechStarted,
    Spot,
)
from assistant.protocol.memory_protocols import Diary, Memory
from assistant.protocol.query import Query
from assistant.protocol.spoken import Message, Spoken, verbatim
from assistant.protocol.text import Excerpt, Text, TextLine
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.skills.memory.recall import Sightings
from assistant.skills.picture_session import Analyser, ModelBundle, PictureSession
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.skill_set import SkillSet
from assistant.skills.wording import Facing
from assistant.storage.memory import StoredMemory
from assistant.tts import UtteranceSpeaker
from models.claims import against
from models.embedded import claim_rule
from models.embedded.evidence.names import first_look
from models.interfaces import (
    UNCANCELLED,
    USUALLY,
    CancelToken,
    Certainty,
    Claim,
    ClaimKind,
    Evidence,
    Grades,
    Guess,
    ImageEncoding,
    Judgement,
    Labels,
    Meaning,
    PageKind,
    PassageAnswer,
    Picture,
    Problem,
    PromptOptions,
    Reply,
    Scene,
    SeenObject,
    Sighting,
    StatementJudgement,
    TextChunk,
    Vector,
    WeighedClaim,
    ZeroShot,
)
from models.layered import LayeredEncoding
from tests.kit.queries import query_of
from tests.kit.sentences import by_model
from tests.kit.writing import Writing

GRADES = Grades(plain=0.9, probably=0.6, unsure=0.3, scene=0.8, not_a_photo=0.5)


def seen(name: str, probability: float, *box: float) -> SeenObject:
    corners = (box[0], box[1], box[2], box[3]) if box else None
    return SeenObject(name, probability, corners, outlined=bool(box))


def held(name: str, probability: float) -> SeenObject:
    """A thing that people hold up to have it read."""
    return SeenObject(name, probability, held=True)


def look(
    *objects: SeenObject,
    scene: Scene | None = None,
    not_a_photo: float = 0.0,
    nothing: float = 1.0,
    claims: tuple[Claim, ...] = (),
) -> ImageEncoding:
    """An encoding whose first look claims the objects; nothing is known of others."""
    given = {one.name for one in claims if one.kind is ClaimKind.PRESENCE}
    witness = {one.name: one.probability for one in objects}
    first = first_look(claim_rule.START, objects, witness, {}, {})
    first = tuple(
        one for one in first if one.kind is not ClaimKind.PRESENCE or one.name not in given
    )
    every = (*first, *claims)
    return ImageEncoding(tuple(objects), scene, not_a_photo, None, nothing, every, objects)


def layered(seen: ImageEncoding) -> ImageEncoding:
    """The encoding as a model on top of another one gives it."""
    return replace(seen, tokens=LayeredEncoding(seen, picture()))


def count(
    name: str, value: str, certainty: Certainty = Certainty.PLAIN, probability: float = 0.95
) -> Claim:
    """A claim that so many things of a name are there."""
    return Claim(ClaimKind.COUNT, name, value, "", probability, certainty)


def picture(value: int = 100) -> Picture:
    return np.full((24, 32, 3), value, np.uint8)


@dataclass
class FakeModel:
    """Sees what it is given, and generates the first caption that names no barred thing."""

    analysis: ImageEncoding = field(default_factory=look)
    captions: Sequence[str] = ("a room",)
    certainty: Certainty = Certainty.PLAIN
    trusted: bool = True
    """Whether its captions may be spoken."""
    probability: float = 0.95
    known: dict[str, float] = field(default_factory=dict)
    """Names that the verifier finds in captions, besides those seen, with their probability."""
    looks: list[Picture] = field(default_factory=list)
    barred: list[frozenset[str]] = field(default_factory=list)
    pieces_given: int = 0
    closed: int = 0
    replies: dict[str, Reply] = field(default_factory=dict)
    """Replies by question; other questions get none."""
    judgements: dict[str, StatementJudgement] = field(default_factory=dict)
    """Judgements by statement."""
    asked: list[str] = field(default_factory=list)
    hows: list[PromptOptions] = field(default_factory=list)
    """How each text was wanted."""
    options: tuple[str, ...] = ("yes", "no")
    hold: Flag | None = None
    """If given, each `look` waits until it is set."""
    failure: Exception | None = None
    near: str = ""
    """Texts with this word are near the picture."""
    space: str = "fake"
    fits: float = 0.95
    """The cosine of a label that contains `near`."""
    same: float = 0.9
    shows: float = 0.0
    """Where the picture is, as an angle."""
    claims: tuple[Claim, ...] = ()
    """What it proposes besides names."""

    def embed(self, picture: Picture) -> Vector:
        return np.array([1, 0], np.float32)

    def embed_look(self, look: ImageEncoding) -> Vector:
        return np.array([np.cos(self.shows), np.sin(self.shows)], np.float32)

    def embed_text(self, text: str) -> Vector:
        fits = bool(self.near) and self.near in text
        return np.array([1, 0] if fits else [0, 1], np.float32)

    def embed_labels(self, labels: Sequence[str]) -> Labels:
        return Labels(tuple(labels), tuple(map(self.embed_text, labels)))

    def zero_shot(self, image: Vector, labels: Labels) -> ZeroShot:
        near = [label for label in labels.names if self.near and self.near in label]
        likely = {label: self.fits if label in near else 0.01 for label in labels.names}
        ranked = sorted(likely.items(), key=lambda pair: -pair[1])
        return ZeroShot(tuple(ranked), 1 - sum(likely.values()))

    def locate(
        self,
        picture: Picture,
        look: ImageEncoding,
        thing: str,
        cancel: CancelToken = UNCANCELLED,
    ) -> Sighting | None:
        found = next((one for one in look.objects if one.name == thing), None)
        if found is None or found.box is None:
            return None
        evidence = Evidence.OUTLINE if found.outlined else Evidence.PATCHES
        return Sighting(found.probability, found.box, evidence)

    def resembling(
        self,
        picture: Picture,
        views: Sequence[Vector],
        cancel: CancelToken = UNCANCELLED,
    ) -> Sighting | None:
        near = max(float(view @ self.embed(picture)) for view in views)
        return Sighting(near, (0.0, 0.0, 0.5, 1.0), Evidence.WORDS)

    def propose(
        self, picture: Picture, look: ImageEncoding, cancel: CancelToken = UNCANCELLED
    ) -> tuple[Claim, ...]:
        return (*look.claims, *self.claims)

    def weigh(
        self,
        picture: Picture,
        look: ImageEncoding,
        claims: Sequence[Claim],
        cancel: CancelToken = UNCANCELLED,
    ) -> tuple[WeighedClaim, ...]:
        known = {(one.kind, one.name, one.value, one.other): one for one in self.claims}
        return tuple(
            WeighedClaim(
                found := known.get((one.kind, one.name, one.value, one.other), one),
                float(found is not one),
                against(one, self.claims),
            )
            for one in claims
        )

    def judge(
        self,
        picture: Picture,
        look: ImageEncoding,
        statement: str,
        known: Sequence[Claim] = (),
        cancel: CancelToken = UNCANCELLED,
    ) -> StatementJudgement:
        self.asked.append(statement)
        return self.judgements[statement]

    @property
    def grades(self) -> Grades:
        return GRADES

    @property
    def trusts_captions(self) -> bool:
        return self.trusted

    def look(self, picture: Picture) -> ImageEncoding:
        self.looks.append(picture)
        if self.hold is not None:
            self.hold.wait(10)
        if self.failure is not None:
            raise self.failure
        return self.analysis

    def generate(
        self,
        look: ImageEncoding,
        prompt: str,
        barred: frozenset[str] = frozenset(),
        how: PromptOptions = USUALLY,
    ) -> Iterator[TextChunk]:
        self.barred.append(barred)
        self.hows.append(how)
        fitting = [text for text in self.captions if not barred & set(text.split())]
        try:
            for word in (fitting or self.captions)[0].split():
                self.pieces_given += 1
                yield TextChunk(f" {word}", -0.1)
        finally:
            self.closed += 1

    def verify(self, look: ImageEncoding, pieces: tuple[TextChunk, ...]) -> Judgement:
        words = "".join(piece.text for piece in pieces).replace(",", "").split()
        probabilities = {seen.name: seen for seen in look.objects}
        probabilities |= {name: SeenObject(name, value) for name, value in self.known.items()}
        mentions = tuple(probabilities[word] for word in words if word in probabilities)
        return Judgement(self.certainty, self.probability, mentions)

    def guesses(
        self,
        look: ImageEncoding,
        question: str,
        options: tuple[str, ...] = (),
        how: PromptOptions = USUALLY,
    ) -> tuple[Guess, ...]:
        self.asked.append(question)
        self.hows.append(how)
        return tuple(Guess(option, -1.0) for option in options)

    def reply(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
        return self.replies.get(question, reply("yes", Certainty.NONE))


class LikeWords:
    """Finds the passage that shares most words with a question; surely from two words on."""

    WORDS = 4096

    def encode(self, passages: Sequence[str]) -> NDArray[np.float32]:
        found = np.zeros((len(passages), self.WORDS), np.float32)
        for row, text in zip(found, passages, strict=True):
            for word in re.findall(r"\w{3,}", text.lower()):
                row[zlib.crc32(word.encode()) % self.WORDS] = 1
        return found

    def kind(self, encoded: NDArray[np.float32], among: Collection[str] = ()) -> PageKind:
        return PageKind("letter", Certainty.NONE)

    def meaning(self, question: str) -> Meaning:
        return Meaning("", sure=False)

    def find(
        self, question: str, passages: Sequence[str], encoded: NDArray[np.float32]
    ) -> PassageAnswer:
        shared = encoded @ self.encode([question])[0]
        place = int(shared.argmax())
        grades = (Certainty.NONE, Certainty.PROBABLY, Certainty.PLAIN)
        return PassageAnswer(place, 0.9, grades[min(int(shared[place]), 2)])


def reply(answer: str, certainty: Certainty = Certainty.PLAIN, *things: str) -> Reply:
    return Reply(answer, certainty, 0.9, things)


def bundle(
    model: FakeModel, cancel_with: Callable[[CancelToken], None] = lambda cancel: None
) -> ModelBundle:
    """A bundle in which one model plays every part."""
    words = LikeWords()
    return ModelBundle(model, model, model, model, model, model, model, words, words, cancel_with)


def session(
    pixels: Picture,
    model: FakeModel | None = None,
    facing: Facing = "world",
    problem: Problem | None = None,
    *,
    surface: Surface | None = None,
    part: bool = False,
    complete: bool = False,
    labels: Sequence[TextLine] = (),
) -> PictureSession:
    """A session with a picture; without a model, for skills that need none."""
    looks = Analyser(bundle(model or FakeModel()), lambda _: problem, complete)
    return PictureSession(
        *(pixels, lambda: looks, lambda *_: labels), facing=facing, surface=surface, part=part
    )


class Skills:
    """A `SkillSet` that takes pictures; the last picture keeps its session."""

    def __init__(self, inner: SkillSet) -> None:
        self.inner = inner
        self._last: PictureSession | None = None

    def session(self, pixels: Picture, surface: Surface | None = None) -> PictureSession:
        if self._last is None or self._last.pixels is not pixels:
            self._last = self.inner.session(pixels, surface)
        return self._last

    def own(self, pixels: Picture, surface: Surface) -> None:
        self._last = self.inner.session(pixels, surface)

    def look(self, pixels: Picture, cancel: CancelToken = UNCANCELLED) -> None:
        self.inner.look(self.session(pixels), cancel)

    def describe(
        self,
        pixels: Picture,
        detail: int = 0,
        cancel: CancelToken = UNCANCELLED,
        words: Verbosity = "normal",
    ) -> Description:
        return self.inner.describe(self.session(pixels), detail, cancel, words)

    def note(self, pixels: Picture, remark: Description | None = None) -> Message | None:
        return self.inner.note(self.session(pixels), remark)

    def answer(
        self,
        pixels: Picture,
        question: str | Query,
        about: str = "",
        verify: bool = False,
        cancel: CancelToken = UNCANCELLED,
        *,
        reads: bool = False,
    ) -> Answer:
        query = query_of(question, about) if isinstance(question, str) else question
        return self.inner.answer(self.session(pixels), query, verify, cancel, reads=reads)

    def read(self, pixels: Picture, cancel: CancelToken = UNCANCELLED) -> Iterator[Text]:
        return self.inner.read(self.session(pixels), cancel)

    def mention(self, pixels: Picture, cancel: CancelToken = UNCANCELLED) -> Excerpt:
        return self.inner.mention(self.session(pixels), cancel)

    def run(self, pixels: Picture, skill: str, cancel: CancelToken = UNCANCELLED) -> Answer:
        return self.inner.run(self.session(pixels), skill, cancel)

    def find(
        self,
        pixels: Picture,
        thing: str,
        cancel: CancelToken = UNCANCELLED,
        language: str = "en",
    ) -> Spot:
        return self.inner.find(self.session(pixels), thing, cancel, language)


def skills(
    model: FakeModel,
    facing: Facing = "world",
    problem: Problem | None = None,
    *,
    complete: bool = False,
    memory: Memory | None = None,
    diary: Diary | None = None,
    noting: bool = True,
    recalls: bool = True,
    writing: "Writing | None" = None,
    cancel_with: Callable[[CancelToken], None] = lambda cancel: None,
    settings: Sequence[object] = (),
) -> Skills:
    """All skills around a model that is told what to see."""
    kept = memory or StoredMemory(model.space)
    looks = Analyser(bundle(model, cancel_with), lambda _: problem, complete)
    read = ReadSkill(lambda: writing or Writing(), lambda _: problem)
    sightings = Sightings(diary, noting, recalls)
    return Skills(SkillSet(looks, facing, kept, read, sightings, settings))


@dataclass
class FakeSkills(SkillSet):
    """Describes and answers as it is told to, and counts the pictures that it was shown."""

    spoken: str = "A dog."
    begins: str = ""
    """How what is spoken begins, if that is known first."""
    answers: dict[str, str] = field(default_factory=dict)
    """Answers by question; to any other it is "Yes."."""
    about: str = ""
    """The antecedent of every answer."""
    looks: list[Picture] = field(default_factory=list)
    asked: list[tuple[str, str, bool]] = field(default_factory=list)
    hold: Flag | None = None
    failure: Exception | None = None
    texts: Sequence[Text] = ()
    parts: int = 0
    large: str = ""
    surfaces: list[Surface] = field(default_factory=list)
    noted: list[Picture] = field(default_factory=list)
    unnoted: str = ""

    def session(
        self, pixels: Picture, surface: Surface | None = None, *, part: bool = False
    ) -> PictureSession:
        if surface is not None:
            self.surfaces.append(surface)
        return PictureSession(pixels, surface=surface)

    def mention(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> Excerpt:
        if self.failure is not None:
            raise self.failure
        says = ReadingLine.IT_SAYS.said(text=self.large) if self.large else None
        return Excerpt(self.large, Spoken.of(says))

    def note(self, session: PictureSession, remark: Description | None = None) -> Message | None:
        self.noted.append(session.pixels)
        return verbatim(self.unnoted) if self.unnoted else None

    def read(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> Iterator[Text]:
        for text in self.texts:
            self.parts += 1
            yield text
            if self.hold is not None:
                self.hold.wait(10)
            if self.failure is not None:
                raise self.failure
            cancel.raise_if_cancelled()

    def look(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> None:
        if self.looks and self.looks[-1] is session.pixels:
            return
        self.looks.append(session.pixels)
        if self.hold is not None:
            self.hold.wait(10)
        if self.failure is not None:
            raise self.failure
        cancel.raise_if_cancelled()

    def look_ahead(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> None:
        self.look(session, cancel)

    def describe(
        self,
        session: PictureSession,
        detail: int = 0,
        cancel: CancelToken = UNCANCELLED,
        words: Verbosity = "normal",
        *,
        reads: bool = True,
        names_only: bool = False,
    ) -> Description:
        self.look(session, cancel)
        told = Description(by_model(self.spoken), self.spoken.lower(), Certainty.PLAIN, 0.9)
        follows = self.spoken.removeprefix(self.begins)
        return replace(told, follows=by_model(follows)) if self.begins else told

    def lead(
        self,
        session: PictureSession,
        cancel: CancelToken = UNCANCELLED,
        words: Verbosity = "normal",
    ) -> Spoken | None:
        self.look(session, cancel)
        return by_model(self.begins) if self.begins else None

    def answer(
        self,
        session: PictureSession,
        query: Query,
        verify: bool = False,
        cancel: CancelToken = UNCANCELLED,
        *,
        reads: bool = False,
    ) -> Answer:
        question = query.question
        self.asked.append((question, query.about, verify))
        self.look(session, cancel)
        spoken = self.answers.get(question, "Yes.")
        grade = Certainty.PLAIN if spoken else Certainty.NONE
        return Answer(question, spoken.rstrip("."), by_model(spoken), grade, 0.9, self.about)

    def answer_from(
        self,
        pages: Sequence[tuple[int, Text]],
        query: Query,
        known: Answer,
        cancel: CancelToken = UNCANCELLED,
    ) -> Answer:
        return replace(known, answer="from " + ", ".join(str(number) for number, _ in pages))

    def run(self, session: PictureSession, skill: str, cancel: CancelToken = UNCANCELLED) -> Answer:
        self.look(session, cancel)
        return Answer(skill, "", by_model(f"The {skill}."), Certainty.PLAIN, 1.0)

    def find(
        self,
        session: PictureSession,
        thing: str,
        cancel: CancelToken = UNCANCELLED,
        language: str = "en",
    ) -> Spot:
        self.look(session, cancel)
        return Spot(Certainty.PLAIN, 0.9, spoken=by_model(f"A {thing}."))


class SpyVoice(UtteranceSpeaker):
    """Speaks at once and silently, and records what it was asked to say.

    With `slow` a sentence lasts until `finish`.
    """

    def __init__(self, emit: Emit, *, slow: bool = False) -> None:
        self.asked: list[Utterance | Earcon | int | None] = []
        """Sentences, earcons, rates, and None for a silence, in order."""
        self.used: list[tuple[str, str]] = []
        """Voices and languages."""
        self.tones: list[float] = []
        self._emit = emit
        self._slow = slow
        self._speaking: int | None = None

    @property
    def lines(self) -> list[str]:
        return [one.text for one in self.asked if isinstance(one, Utterance)]

    def start(self) -> None:
        pass

    def say(self, utterance: Utterance) -> None:
        self.asked.append(utterance)
        self.finish(complete=False)
        self._speaking = utterance.number
        self._emit(SpeechStarted(utterance.number, time.monotonic()))
        if not self._slow:
            self.finish()

    def finish(self, *, complete: bool = True) -> None:
        utterance, self._speaking = self._speaking, None
        if utterance is not None:
            self._emit(SpeechEnded(utterance, complete))

    def silence(self) -> None:
        self.asked.append(None)
        self.finish(complete=False)

    def play(self, earcon: Earcon) -> None:
        self.asked.append(earcon)

    def tone(self, level: float, side: float = 0.0) -> None:
        self.tones.append(level)

    def set_rate(self, words_per_minute: int) -> None:
        self.asked.append(words_per_minute)

    def use(self, voice: str, language: str) -> None:
        self.used.append((voice, language))

    def find(self, language: str, setting: str) -> None:
        self._emit(Listed(Setting.VOICE, (Choice("en-us", "English, America"),), setting))

    def name(self) -> str:
        return "spy"

    def close(self) -> None:
        self.silence()
