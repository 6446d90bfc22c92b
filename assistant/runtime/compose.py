"""Builds the rooms from the settings; the only place that chooses implementations."""

import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from assistant.asr.base import RecogniserSettings
from assistant.asr.endpointing import Limits
from assistant.asr.listener import DisabledListener, ListenerSettings, QuestionListener
from assistant.camera.camera import Camera
from assistant.camera.quality import measure
from assistant.camera.quality import verdict as verdict_on
from assistant.camera.sources import Source, open_source, shows_photos
from assistant.dialog.state import Ahead, Chosen, Given, PendingNotice, State, Tour
from assistant.keys.key_reader import key_reader
from assistant.keys.trigger import RunningError, TriggerError, TriggerSocket
from assistant.protocol.events import Action, CannotStart, Degraded, Emit, ServerChanged
from assistant.protocol.faults import StartError
from assistant.protocol.memory_protocols import Memory
from assistant.protocol.spoken import Message, message_of
from assistant.protocol.text import CannotReadError
from assistant.runtime import model_choice
from assistant.runtime.loop import Loop
from assistant.runtime.output import (
    Alarm,
    EventPrinter,
    JsonLines,
    LinesUnlessHeard,
    SpokenLines,
    TerminalLines,
)
from assistant.runtime.photo_writer import PhotoWriter
from assistant.runtime.ports import KeySource, OneModel, Rooms
from assistant.runtime.remembered import chosen_rate, is_outdated, remember_rate
from assistant.runtime.remote_status import OwnServerStatus, RemoteStatus, on_standard_error
from assistant.runtime.settings_writer import SettingsWriter
from assistant.runtime.stronger_models import StrongerModels
from assistant.runtime.worker import Worker
from assistant.saying.language import Catalogue
from assistant.saying.messages.core import Line, key_names
from assistant.saying.messages.models_lines import model_words
from assistant.saying.messages.phone_lines import PhoneLine
from assistant.settings.config import Settings
from assistant.skills.memory.recall import Sightings
from assistant.skills.picture_session import Analyser, ModelBundle
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.skill_set import SkillSet
from assistant.skills.wording import Facing
from assistant.storage.memory import StoredDiary, StoredMemory
from assistant.storage.phones import Phones
from assistant.tts import UtteranceSpeaker, fallback_voice, screen_reader
from assistant.understanding.language_file import asked_in, of
from assistant.understanding.matcher import warm
from models import embedded
from models.embedded import runtime
from models.interfaces import Embedder, Picture, Problem, TextReader

_log = logging.getLogger(__name__)

ServerStatus: TypeAlias = RemoteStatus | OwnServerStatus


def run(
    settings: Settings,
    printer: EventPrinter,
    *,
    photos: Source | None = None,
    other_keys: Callable[[Emit], KeySource] | None = None,
    tour: bool = False,
    document: Path | None = None,
) -> int:
    """Run until the user quits; gives the exit code.

    `photos` replace the camera of the settings, and `other_keys` starts what replaces `lantern
    trigger` beside the terminal. `tour` begins with the tour of the first start, `document` with
    reading a file.
    """
    rate = chosen_rate(settings.voice.rate)
    facing = facing_of(settings, photos)
    state = _initial_state(settings, rate, facing, Tour() if tour else None)
    shown = isinstance(printer, TerminalLines | JsonLines)
    state = replace(state, document=document, typing_shown=shown)
    speak = partial(fallback_voice.start, engine=settings.voice.engine)
    loop = Loop(state, Alarm(printer, speak))
    emit = loop.emit
    remembering = settings.memory.sightings and photos is None
    remote = _remote_status(settings, emit)
    switches = photos is None and model_choice.switches(settings)
    current = model_choice.CurrentModel(model_choice.EMBEDDED if switches else settings.model.name)
    # A pulled model follows when Lantern is ready, and a fault of it then ends nothing.
    first = replace(settings, model=replace(settings.model, name=current.chosen))

    def load_skills() -> SkillSet:
        warm(of(asked_in(settings.ears.language, state.language)))
        loaded = skills(first, facing, remembering=remembering, remote=remote, current=current)
        if settings.describe.words != "short":
            loaded.prepare()
        return loaded

    def start_keys() -> Iterator[KeySource]:
        reader = key_reader(settings.keys, emit, rooms.listener.away)
        reader.start()
        yield reader
        yield (other_keys or _trigger)(emit)

    type_key, save_key = state.given.keys[Action.TYPE], state.given.keys[Action.SAVE]
    worker = Worker(load_skills, emit)
    rooms = Rooms(
        camera=camera(settings, emit, photos),
        speaker=UtteranceSpeaker(settings.voice, rate, emit, Catalogue([state.language]).code),
        listener=listener(settings, emit, type_key, state.language),
        worker=worker,
        photo_writer=PhotoWriter(settings.save.folder, save_key, emit),
        settings_writer=SettingsWriter(emit),
        model=current.name,
        models=StrongerModels(settings, worker, current, emit) if switches else OneModel(),
        server=remote.status if remote else lambda: None,
        phones=connected_phones,
    )
    try:
        return loop.run(rooms, start_keys)
    finally:
        if isinstance(remote, OwnServerStatus):
            remote.stop()
        written = rooms.settings_writer.rate
        beside = written or settings.voice.rate
        began = loop.state.rate_found or state.rate
        if written is not None or loop.state.rate != began or is_outdated(beside):
            remember_rate(loop.state.rate, beside)


def facing_of(settings: Settings, photos: Source | None = None) -> Facing:
    """Which way the camera looks; photos in its place face nobody."""
    of_photos = photos is not None or shows_photos(settings.camera.source)
    return "world" if of_photos else settings.camera.facing


def _initial_state(
    settings: Settings, rate: int | None, facing: Facing, tour: Tour | None
) -> State:
    voice, ears = settings.voice, settings.ears
    return State(
        settings_fault=settings.fault,
        notices=(PendingNotice(settings.fault, lasts=True),) if settings.fault else (),
        rate=rate or voice.rate,
        reader=voice.engine if voice.engine in screen_reader.NAMES else "",
        watch_pause=settings.watch.pause,
        chosen=Chosen(
            *(voice.voice, voice.language, settings.describe.words),
            *(settings.camera.source, ears.microphone, settings.model.name),
        ),
        tour=tour,
        ahead=Ahead() if settings.camera.anticipate else None,
        given=Given(
            rate_step=voice.rate_step,
            certain=ears.certain,
            listens=ears.patience + ears.longest,
            keys=key_names(settings.keys),
            asks_in=ears.language,
            system_language=Catalogue(None).code,
            facing=facing,
        ),
    )


def printer(settings: Settings, *, json: bool) -> EventPrinter:
    """What `run` prints, by the settings and whether a screen reader would read it aloud."""
    if json:
        return JsonLines()
    if not prints(settings):
        return LinesUnlessHeard(SpokenLines())
    # A reader would read a line again whenever it changes.
    read = screen_reader.reads_lines(settings.voice.engine) or screen_reader.runs()
    return TerminalLines() if sys.stdout.isatty() and not read else SpokenLines()


def prints(settings: Settings) -> bool:
    """Whether spoken sentences are printed too."""
    read = screen_reader.reads_lines(settings.voice.engine)
    wanted = "yes" if read else settings.voice.print_lines
    return wanted == "yes" or (wanted == "auto" and not screen_reader.runs())


def camera(settings: Settings, emit: Emit, source: Source | None = None) -> Camera:
    """The camera of the settings, or another source of pictures."""
    return Camera(source or settings.camera.source, emit, opener=opener(settings))


def opener(settings: Settings) -> Callable[[str], Source]:
    """Opens a source of pictures, in the size of the settings."""
    wanted = settings.camera
    return partial(open_source, width=wanted.width, height=wanted.height)


def listener(
    settings: Settings, emit: Emit, key: Message | str, language: str
) -> QuestionListener | DisabledListener:
    """The listener of the settings; `key` names the key to press if listening is switched off."""
    wanted = settings.ears
    if wanted.engine == "off":
        return DisabledListener(emit, Line.EARS_OFF.said(key=key))
    limits = Limits(
        end_pause=wanted.pause,
        longest=wanted.longest,
        shortest=wanted.shortest,
        patience=wanted.patience,
    )
    own = ListenerSettings(
        recogniser(settings, language), limits, wanted.keep_open, wanted.microphone
    )
    return QuestionListener(own, emit)


def language(settings: Settings) -> str:
    """Code of the language that Lantern speaks."""
    return Catalogue.of_setting(settings.voice.language).code


def asks_in(settings: Settings) -> str:
    """Code of the language of questions."""
    return asked_in(settings.ears.language, language(settings))


def recogniser(settings: Settings, language: str) -> RecogniserSettings:
    """The speech recogniser of the settings; for files even if listening is switched off."""
    wanted = settings.ears
    engine = "auto" if wanted.engine == "off" else wanted.engine
    return RecogniserSettings(engine, asked_in(wanted.language, language))


def _trigger(emit: Emit) -> KeySource:
    """Start taking keys from `lantern trigger`; report it if that is impossible.

    Two Lanterns would compete for the camera, so the second one says so and ends.
    """
    trigger = TriggerSocket(emit)
    try:
        trigger.start()
    except RunningError as error:
        emit(CannotStart(message_of(error)))
    except TriggerError as error:
        emit(Degraded(message_of(error)))
    return trigger


def verdict(picture: Picture) -> Problem | None:
    """The problem of a picture's pixels, or None."""
    return verdict_on(measure(picture))


def skills(
    settings: Settings,
    facing: Facing,
    *,
    complete: bool = False,
    remembering: bool = False,
    remote: ServerStatus | None = None,
    current: model_choice.CurrentModel | None = None,
) -> SkillSet:
    """Load the model of the settings and the skills around it. Raises StartError.

    `complete` is that of `Analyser`; `remembering` notes what is seen in the user's diary;
    `remote` reports on the server that looks at pictures, if the settings name one; `current`
    is given the model.
    """
    looks = Analyser(_bundle(settings, remote, current), verdict, complete)
    name = looks.models.model.space
    return SkillSet(
        looks,
        facing,
        StoredMemory(name),
        reading(settings.model.threads),
        Sightings(StoredDiary(name), remembering, settings.memory.sightings),
        settings=settings.skills,
    )


def analyser(settings: Settings) -> Analyser:
    """Load the model of the settings, for skills that need only a picture. Raises StartError."""
    return Analyser(_bundle(settings), verdict)


def _bundle(
    settings: Settings,
    remote: ServerStatus | None = None,
    current: model_choice.CurrentModel | None = None,
) -> ModelBundle:
    """The model of the settings, or the server that they name. Raises StartError."""
    chosen = model_choice.loaded(settings)
    if current is not None:
        current.model, current.beneath = chosen.model, chosen
    status = remote or _remote_status(settings, on_standard_error)
    if isinstance(status, OwnServerStatus):
        return model_choice.on_own_server(settings, chosen, status, waits=remote is None)
    return chosen if status is None else model_choice.on_server(settings, chosen, status)


def _remote_status(settings: Settings, say: Callable[[ServerChanged], None]) -> ServerStatus | None:
    """Reports on the server of the settings; None if they have none."""
    wanted = settings.remote
    if wanted.address:
        return RemoteStatus(wanted.address, say)
    return OwnServerStatus(wanted.gguf, say) if wanted.gguf else None


def connected_phones() -> Message | None:
    """Which phones use the page of `lantern phone`; None if none does, or if that is unknown."""
    try:
        found = tuple(Phones().connected())
    except StartError as error:
        _log.debug("%s", error)
        return None
    return PhoneLine.CONNECTED.said(count=len(found), phones=found) if found else None


def reading(threads: int) -> ReadSkill:
    """The text reader's skill; its networks load at the first use."""
    return ReadSkill(partial(text_reader, threads), verdict)


def text_reader(threads: int) -> TextReader:
    """Load the networks that read text. Raises CannotReadError."""
    # Imported here because most starts don't need it.
    from models.ocr.reader import OcrReader

    try:
        return OcrReader(runtime.usable_threads(threads))
    except embedded.ModelError as error:
        raise CannotReadError(model_words(error.sentence)) from error


def embedder(settings: Settings) -> Embedder:
    """Load the model that embeds pictures and texts in one space. Raises StartError."""
    return _bundle(settings).model


def server_skills(settings: Settings, memory: Memory) -> SkillSet:
    """The skills of `lantern serve`: on this computer's model, with views in `memory`, no diary.

    Raises StartError.
    """
    return _on_sent_pictures(settings, model_choice.loaded(settings), memory)


def _on_sent_pictures(settings: Settings, models: ModelBundle, memory: Memory) -> SkillSet:
    read = reading(settings.model.threads)
    return SkillSet(Analyser(models, verdict), "world", memory, read, settings=settings.skills)


def phone_skills(settings: Settings, memory: Memory) -> tuple[SkillSet, ...]:
    """As `server_skills`, on the model that ships, and behind it on a pulled one of the settings.

    A fault of the pulled one ends nothing. Raises StartError.
    """
    name = settings.model.name
    if not model_choice.switches(settings) or name == model_choice.EMBEDDED:
        return (server_skills(settings, memory),)
    own = replace(settings, model=replace(settings.model, name=model_choice.EMBEDDED))
    beneath = model_choice.loaded(own)
    quick = _on_sent_pictures(settings, beneath, memory)
    try:
        return quick, quick.on(model_choice.on_embedded(settings, name, beneath))
    except StartError as fault:
        _log.warning(message_of(fault))
        return (quick,)
