"""Builds the rooms from the settings; the only place that chooses a model."""

import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from assistant import screen_reader
from assistant.choices import Chosen, Tour
from assistant.config import Settings
from assistant.ears.endpoint import Limits
from assistant.ears.listening import Ears, EarsSettings
from assistant.ears.off import NoEars
from assistant.ears.recogniser import RecogniserSettings
from assistant.events import Action, CannotStart, Emit, ServerChanged
from assistant.eyes.camera import Camera
from assistant.eyes.quality import measure
from assistant.eyes.quality import verdict as verdict_on
from assistant.eyes.sources import Source, open_source
from assistant.hands.terminal import Terminal
from assistant.hands.trigger import RunningError, TriggerError, TriggerSocket
from assistant.keepsakes import Memory
from assistant.loop import Hand, Listener, Loop, Rooms
from assistant.memory.diary import StoredDiary
from assistant.memory.kept import StoredMemory
from assistant.own_settings import Keeper
from assistant.phrases import Line, key_name
from assistant.remembered import recall_rate, remember_rate
from assistant.saving import Saver
from assistant.sending import Sending, on_standard_error
from assistant.show import Alarm, Lines, LinesUnlessHeard, Objects, Show
from assistant.skills.read import Read
from assistant.skills.sight import Sights
from assistant.skills.together import Skills
from assistant.skills.wording import Facing
from assistant.text import CannotReadError
from assistant.turn import State
from assistant.voice import Voice
from assistant.worker import Worker
from models import embedded, remote
from models.embedded import files, manifest, pixels, runtime
from models.embedded.answering import load_answer_judge
from models.embedded.finding import EmbeddedFinder
from models.embedded.judge import load_judge
from models.interfaces import (
    AnswerJudge,
    Embedder,
    Judge,
    Look,
    Picture,
    Piece,
    Problem,
    ServerFault,
    TextReader,
    VisionModel,
)

T = TypeVar("T")

CATALOGUE = Path(embedded.__file__).parents[1] / "catalog.toml"
"""What can be pulled."""

_log = logging.getLogger(__name__)


class StartError(Exception):
    """A part cannot be used at all; the text is a sentence that says what to do."""


def run(
    settings: Settings,
    show: Show,
    *,
    source: Source | None = None,
    facing: Facing | None = None,
    hands: Callable[[Emit], list[Hand]] | None = None,
    tour: bool = False,
) -> int:
    """Run until the user quits; gives the exit code.

    `source` and `facing` stand in the place of the camera of the settings, `hands` in the place of
    the terminal's keys and `lantern trigger`. With `tour`, the tour of the first start is given.
    """
    state = State(
        rate=recall_rate() or settings.voice.rate,
        rate_step=settings.voice.rate_step,
        certain=settings.ears.certain,
        watch_pause=settings.watch.pause,
        listens=settings.ears.patience + settings.ears.longest,
        keys=key_names(settings),
        chosen=chosen(settings),
        tour=Tour() if tour else None,
        facing=facing or settings.camera.facing,
    )
    loop = Loop(state, Alarm(show))
    emit = loop.emit
    remembering = settings.memory.sightings and source is None
    sending = _sending(settings, emit)
    start_hands = hands or (lambda emit: [*terminal(settings, emit), *_trigger(emit)])
    rooms = Rooms(
        camera=camera(settings, emit, source),
        voice=Voice(settings.voice, state.rate, emit),
        ears=ears(settings, emit, state.keys[Action.TYPE]),
        worker=Worker(
            lambda: skills(
                settings,
                facing or settings.camera.facing,
                remembering=remembering,
                sending=sending,
            ),
            emit,
            Line.WORK_FAILED.said(key=state.keys[Action.DESCRIBE]),
            Line.WORK_FAILED.said(key=state.keys[Action.ASK]),
        ),
        saver=Saver(settings.save.folder, state.keys[Action.SAVE], emit),
        keeper=Keeper(emit),
        model=settings.model.name,
        server=sending.status if sending else str,
    )
    try:
        return loop.run(rooms, lambda: start_hands(emit))
    finally:
        if loop.state.rate != state.rate:
            remember_rate(loop.state.rate)


def chosen(settings: Settings) -> Chosen:
    """The settings that can be changed while Lantern runs, but for the numbers among them."""
    return Chosen(
        settings.voice.voice,
        settings.voice.language,
        settings.describe.words,
        settings.camera.source,
        settings.ears.microphone,
    )


def show(settings: Settings, *, json: bool) -> Show:
    """What `run` prints, by the settings and by whether a screen reader would read it too."""
    if json:
        return Objects()
    return Lines() if prints(settings) else LinesUnlessHeard(Lines())


def prints(settings: Settings) -> bool:
    """Whether sentences that are heard are printed too."""
    wanted = settings.voice.print_lines
    return wanted == "yes" or (wanted == "auto" and not screen_reader.runs())


def camera(settings: Settings, emit: Emit, source: Source | None = None) -> Camera:
    """The eyes on the camera of the settings, or on another source."""
    wanted = settings.camera
    opener = partial(open_source, width=wanted.width, height=wanted.height)
    return Camera(source or wanted.source, emit, opener=opener)


def ears(settings: Settings, emit: Emit, key: str) -> Listener:
    """The ears of the settings; `key` is what is pressed where they are switched off."""
    wanted = settings.ears
    if wanted.engine == "off":
        return NoEars(emit, Line.EARS_OFF.said(key=key))
    limits = Limits(
        end_pause=wanted.pause,
        longest=wanted.longest,
        shortest=wanted.shortest,
        patience=wanted.patience,
    )
    own = EarsSettings(recogniser(settings), limits, wanted.keep_open, wanted.microphone)
    return Ears(own, emit)


def recogniser(settings: Settings) -> RecogniserSettings:
    """What turns speech into words, by the settings; for files also where the ears are off."""
    wanted = settings.ears
    return RecogniserSettings("auto" if wanted.engine == "off" else wanted.engine, wanted.language)


def key_names(settings: Settings) -> MappingProxyType[Action, str]:
    """How the first key of each action is called aloud."""
    return MappingProxyType(
        {
            action: key_name(chords[0]) if chords else Line.KEY_BY_TRIGGER.said(action=action.value)
            for action, chords in settings.keys.items()
        }
    )


def terminal(settings: Settings, emit: Emit) -> list[Hand]:
    """Begin to take keys from the terminal; only in the main thread."""
    keys = Terminal(settings.keys, emit)
    keys.start()
    return [keys]


def _trigger(emit: Emit) -> list[Hand]:
    """Begin to take keys from `lantern trigger`; where that cannot be, it is told and left out.

    Two Lanterns at once would fight for the camera, so the second one says so and ends.
    """
    trigger = TriggerSocket(emit)
    try:
        trigger.start()
    except RunningError as error:
        emit(CannotStart(str(error)))
    except TriggerError as error:
        print(error, file=sys.stderr)
    return [trigger]


def verdict(picture: Picture) -> Problem | None:
    """What is wrong with the pixels, or None."""
    return verdict_on(measure(picture))


def skills(
    settings: Settings,
    facing: Facing,
    *,
    complete: bool = False,
    remembering: bool = False,
    sending: Sending | None = None,
) -> Skills:
    """Load the model of the settings and the skills around it. Raises StartError.

    `complete` is that of `Sights`; `remembering` notes in the user's diary what is seen; `sending`
    hears of the server that looks at pictures, if the settings name one.
    """
    return skills_and_embedder(
        settings, facing, complete=complete, remembering=remembering, sending=sending
    )[0]


def _sending(settings: Settings, say: Callable[[ServerChanged], None]) -> Sending | None:
    """What is told of the server of the settings; None: pictures stay here."""
    return Sending(settings.remote.address, say) if settings.remote.address else None


def _client(settings: Settings) -> remote.Client:
    """Who asks the server of the settings."""
    wanted = settings.remote
    address = remote.parse(wanted.address)
    server = remote.Server(address, wanted.model, wanted.key_file, wanted.allow_public)
    return remote.Client(server)


def server_model(settings: Settings) -> tuple[str, ServerFault | None]:
    """The model that the server of the settings would use; else its own words, and its fault."""
    try:
        return _client(settings).chosen().name, None
    except remote.ServerError as error:
        return error.detail, error.fault


def reading(threads: int, facing: Facing = "world") -> Read:
    """What reads text; nothing is loaded before somebody reads."""
    return Read(partial(text_reader, threads), verdict, facing)


def text_reader(threads: int) -> TextReader:
    """Load what reads text. Raises CannotReadError."""
    # Not imported before it is needed: it is not needed by most.
    from models.ocr.reader import Reader

    try:
        return Reader(runtime.usable_threads(threads))
    except embedded.ModelError as error:
        raise CannotReadError(str(error)) from error


def embedder(settings: Settings) -> Embedder:
    """Load what puts pictures and texts into one space. Raises StartError."""
    return skills_and_embedder(settings, "world", complete=True)[1]


def skills_and_embedder(
    settings: Settings,
    facing: Facing,
    *,
    complete: bool,
    remembering: bool = False,
    sending: Sending | None = None,
) -> tuple[Skills, Embedder]:
    """Both on one model. Raises StartError."""
    own, judge, own_answers = _loaded(settings)
    memory, diary = StoredMemory(own.space), StoredDiary(own.space)
    sending = sending or _sending(settings, on_standard_error)
    model: embedded.EmbeddedModel | remote.RemoteModel = own
    answers: AnswerJudge = own_answers
    heed: Callable[[Callable[[], bool]], None] | None = None
    if sending is not None:
        patience = settings.remote.patience
        model = remote.RemoteModel(own, _client(settings), sending.changed, patience)
        model.connect()
        answers = remote.ServerAnswerJudge(own_answers, judge.grades)
        heed = model.heed
    sights = Sights(model, verdict, judge.grades.not_a_photo, complete=complete)
    made = Skills(
        *(sights, judge, answers, facing, model, EmbeddedFinder(own), memory, diary, remembering),
        read=reading(settings.model.threads, facing),
        heed=heed,
    )
    return made, model


def served(settings: Settings, memory: Memory) -> Callable[[], tuple[Sights, Skills]]:
    """What gives skills that have seen nothing yet, all on one model of this computer.

    They have no diary, and keep views in `memory`. Raises StartError.
    """
    model, judge, answer_judge = _loaded(settings)
    finder = EmbeddedFinder(model)

    def fresh() -> tuple[Sights, Skills]:
        sights = Sights(model, verdict, judge.grades.not_a_photo)
        read = reading(settings.model.threads)
        judges = (judge, answer_judge)
        return sights, Skills(sights, *judges, "world", model, finder, memory, read=read)

    return fresh


def _loaded(settings: Settings) -> tuple[embedded.EmbeddedModel, Judge, AnswerJudge]:
    """The model of the settings and its judges. Raises StartError."""
    try:
        model = embedded.load(threads=settings.model.threads)
        judge, answer_judge = load_judge(files.WEIGHTS), load_answer_judge(files.WEIGHTS)
        model.warm_up()
    except embedded.ModelError as error:
        raise StartError(str(error)) from error
    # onnxruntime and the disk raise what they like; each of them means the same to the user.
    except Exception as error:
        _log.debug("The model did not load:", exc_info=error)
        raise StartError(Line.MODEL_FAILED.said(reason=str(error).rstrip("."))) from error
    return model, judge, answer_judge


def model_timings(
    settings: Settings, pictures: Sequence[Picture]
) -> dict[tuple[str, str], list[float]]:
    """Time the model's stages on each picture: values by the stage's name and unit."""
    model = embedded.load(threads=settings.model.threads)
    facts = model.manifest
    threads = runtime.usable_threads(settings.model.threads)
    networks = {
        "encoder": (runtime.Network(files.WEIGHTS / manifest.ENCODER, threads), facts.image_size),
        "detector": (
            runtime.Network(files.WEIGHTS / manifest.DETECTOR, threads),
            facts.detector_size,
        ),
    }
    model.warm_up()
    times: dict[tuple[str, str], list[float]] = {}

    def timed(name: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        result = work()
        times.setdefault((name, "ms"), []).append((time.perf_counter() - start) * 1000)
        return result

    for picture in pictures:
        for name, (network, side) in networks.items():
            square = pixels.square(picture, side)
            timed(name, partial(network, pixels=square))
        look = timed("look: all but words", partial(model.look, picture))
        pieces = timed("caption", partial(_caption, model, look))
        tokens = len(model.words.numbers("".join(piece.text for piece in pieces)))
        speed = tokens / (times["caption", "ms"][-1] / 1000)
        times.setdefault(("decoder", "tokens a second"), []).append(speed)
    return times


def _caption(model: VisionModel, look: Look) -> tuple[Piece, ...]:
    return tuple(model.generate(look, "describe"))


def models() -> Iterator[dict[str, object]]:
    """The models that there are; a missing or altered file of one gives an `error`."""
    try:
        facts = manifest.read(files.WEIGHTS)
    except embedded.ModelError as error:
        yield {"name": "embedded", "error": str(error)}
        return
    megabytes = round(sum(file.bytes for file in facts.files.values()) / 1e6, 1)
    result: dict[str, object] = {
        "name": "embedded",
        "version": facts.version,
        "megabytes": megabytes,
        "files": {name: file.sha256 for name, file in facts.files.items()},
        "says": f"embedded, version {facts.version}, {megabytes} megabytes.",
    }
    faults = (files.fault(files.WEIGHTS, name, file) for name, file in facts.files.items())
    first = next((fault for fault in faults if fault), None)
    yield result if first is None else result | {"error": first}
