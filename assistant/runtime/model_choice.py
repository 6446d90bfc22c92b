"""Chooses the model by the settings: the embedded one, a checkpoint of the hub, or a server."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from assistant.asr.recogniser import models_folder
from assistant.protocol.choices import OWN_MODEL, StrongerModel
from assistant.protocol.faults import StartError
from assistant.protocol.spoken import ENGLISH, Message
from assistant.runtime.remote_status import OwnServerStatus, RemoteStatus
from assistant.saying.messages.commands_lines import StageName
from assistant.saying.messages.core import Line, decimal
from assistant.saying.messages.models_lines import (
    ModelLine,
    catalogue_words,
    model_result,
    model_words,
)
from assistant.settings.config import Settings
from assistant.skills.picture_session import ModelBundle
from models import embedded, limits
from models.embedded import files, manifest, pixels, runtime
from models.embedded.finder import EmbeddedFinder
from models.embedded.meanings import EmbeddedMeanings
from models.embedded.open_answers import load_answer_verifier
from models.embedded.passages import EmbeddedPassages
from models.embedded.statements import load_statement_verifier
from models.embedded.verifier import load_verifier
from models.interfaces import Base, Noticing, Picture, ServerFault, Stepwise, VisionModel
from models.messages import HubError, ModelSentence, ServerError

# Imported where they are needed: the start must not wait for models that nobody has chosen.
if TYPE_CHECKING:
    from models.hub.catalogue import CatalogueEntry
    from models.hub.shelf import Shelf
    from models.judging.written import WriterRule
    from models.remote import llama_server
    from models.remote.client import Client
    from models.remote.model import RemoteModel

T = TypeVar("T")

EMBEDDED = OWN_MODEL
"""The name of the model that ships."""
MODELS: Final[Mapping[str, Callable[[Base], Base]]] = {}
"""More models, by the name that the settings give them; each is made on top of the model beneath.

What such a model says is graded with caution, since it is not calibrated.
"""
CATALOGUE = Path(embedded.__file__).parents[1] / "catalog.toml"
"""What can be pulled."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class CurrentModel:
    """Which model answers now."""

    chosen: str
    """The name of the model that was chosen last."""
    model: VisionModel | None = None
    """Once it is loaded."""
    beneath: ModelBundle | None = None
    """The embedded model, and the towers of the settings, once they are loaded."""

    def name(self) -> str | Message:
        """The model's name, and how it runs if it could run in several ways; from any thread."""
        model = self.model
        if isinstance(model, Noticing) and model.replaced():
            return EMBEDDED
        if isinstance(model, Stepwise) and (how := model.runs_in()):
            return ModelLine.RUNS_IN.said(name=self.chosen, how=model_words(how, part=True))
        return self.chosen


def loaded(settings: Settings) -> ModelBundle:
    """The model of the settings and its verifiers. Raises StartError."""
    try:
        return _chosen(settings)
    except StartError:
        raise
    except embedded.ModelError as error:
        raise StartError(model_words(error.sentence)) from error
    except HubError as error:
        line = ModelLine.OR_EMBEDDED.said(fault=model_words(error.sentence))
        raise StartError(line) from error
    # onnxruntime and the disk raise what they like; each of them means the same to the user.
    except Exception as error:
        _log.debug("The model did not load:", exc_info=error)
        raise StartError(Line.MODEL_FAILED.said(reason=str(error).rstrip("."))) from error


def _chosen(settings: Settings) -> ModelBundle:
    """The model of the settings on top of the embedded one, which sees beside it in any case."""
    wanted = settings.model
    for name in (wanted.name, wanted.towers):
        if not knows(name):
            raise StartError(ModelLine.NO_SUCH.said(name=name))
    own = embedded.load(threads=wanted.threads, device=wanted.device)
    own.warm_up()
    base: Base = own
    verifier, answers = load_verifier(own), load_answer_verifier(files.WEIGHTS)
    folder = models_folder()
    if wanted.towers != EMBEDDED:
        from models.hub import loading

        base = loading.towers(folder, wanted.towers, base, wanted.device, wanted.threads)
    passages = EmbeddedPassages(files.WEIGHTS, wanted.threads)
    meanings = EmbeddedMeanings(files.WEIGHTS, passages.encoder)
    helpers = EmbeddedFinder(own), verifier, load_statement_verifier(own), passages, meanings
    chosen = ModelBundle(base, verifier, answers, base, *helpers)
    if wanted.name == EMBEDDED:
        return chosen
    if wanted.name in MODELS:
        return _checked(MODELS[wanted.name](base), chosen)
    return _checkpoint(settings, chosen)


def switches(settings: Settings) -> bool:
    """Whether the model can be changed while Lantern runs: no server, and none of `MODELS`."""
    name = settings.model.name
    changes = name == EMBEDDED or (name not in MODELS and shelf().knows(name))
    return changes and not (settings.remote.address or settings.remote.gguf)


def on_embedded(settings: Settings, name: str, beneath: ModelBundle) -> ModelBundle:
    """A pulled model on top of the embedded one. Raises StartError."""
    wanted = replace(settings, model=replace(settings.model, name=name))
    try:
        return _checkpoint(wanted, beneath)
    except HubError as error:
        raise StartError(model_words(error.sentence)) from error
    # onnxruntime, torch and the disk raise what they like.
    except Exception as error:
        _log.debug("%s did not load:", name, exc_info=error)
        reason = str(error).rstrip(".") or type(error).__name__
        raise StartError(Line.MODEL_FAILED.said(reason=reason)) from error


def as_offer(entry: "CatalogueEntry") -> StrongerModel:
    """A model of the catalogue as it is offered."""
    words = catalogue_words(entry.licence), catalogue_words(entry.better)
    return StrongerModel(entry.name, round(entry.megabytes), *words)


def knows(name: str) -> bool:
    """Whether there is a model of this name, here or in the catalogue."""
    return name == EMBEDDED or name in MODELS or shelf().knows(name)


def _checked(
    model: Base,
    chosen: ModelBundle,
    rule_of: "Callable[[str], WriterRule] | None" = None,
    **more: Any,
) -> ModelBundle:
    """A model that writes, whose texts `chosen` checks and grades by the rule of their writer.

    A model without rules was never measured, and does not name itself as the writer. `more` is
    for `WrittenVerifier`.
    """
    from models.judging.written import UNCALIBRATED, WrittenAnswerVerifier, WrittenVerifier

    weigher, grades, unnamed = chosen.proposer, chosen.verifier.grades, rule_of is None
    rules = rule_of or (lambda writer: UNCALIBRATED)
    answers = WrittenAnswerVerifier(chosen.answer_verifier, grades, weigher, rules, unnamed=unnamed)
    verifier = WrittenVerifier(chosen.verifier, weigher, model, rules, unnamed=unnamed, **more)
    return replace(chosen, model=model, verifier=verifier, answer_verifier=answers)


def _checkpoint(settings: Settings, chosen: ModelBundle) -> ModelBundle:
    """A checkpoint of the hub that the disk or the catalogue knows."""
    from models.hub import loading

    wanted = settings.model
    how = wanted.device, wanted.threads, speaks(wanted.name)
    model, rule = loading.decoder(models_folder(), wanted.name, chosen.base, *how)
    around = _checked(model, chosen, lambda writer: rule, locate=model.locate)
    return replace(around, base=model, cancel_with=model.cancel_with)


def speaks(name: str) -> tuple[str, ...]:
    """The languages besides English in which a model can be asked."""
    entry = None if name == EMBEDDED else shelf().entry(name)
    return () if entry is None else tuple(one for one in entry.languages if one != ENGLISH)


def shelf() -> "Shelf":
    """The checkpoints of the hub that can be pulled and that are here."""
    from models.hub.shelf import Shelf

    return Shelf(CATALOGUE, models_folder())


def on_server(settings: Settings, chosen: ModelBundle, status: RemoteStatus) -> ModelBundle:
    """The server of the settings, with the model of this computer beside it."""
    from models.remote.model import RemoteModel

    patience = settings.remote.patience
    model = RemoteModel(chosen.base, client(settings), status.changed, patience)
    model.connect()
    return _with_server(model, chosen)


def on_own_server(
    settings: Settings, chosen: ModelBundle, status: OwnServerStatus, *, waits: bool
) -> ModelBundle:
    """A server that Lantern itself runs, with the model of this computer beside it.

    `waits`: until it answers, and then for each answer; else the model of this computer takes over
    as it does for any server.
    """
    from models.remote import llama_server
    from models.remote.model import RemoteModel

    try:
        server = own_server(settings, lambda line, runs: became(line, runs=runs))
    except HubError as fault:
        status.became(fault.sentence, runs=False)
        return chosen

    def became(line: ModelSentence, *, runs: bool) -> None:
        status.became(line, runs=runs)
        if runs:
            model.connect()

    def tell(fault: ServerFault | None, detail: str) -> None:
        if not llama_server.is_its_end(fault, detail):
            status.changed(fault, detail)

    patience = limits.LLAMA_LONGEST if waits else limits.LLAMA_PATIENCE
    side = llama_server.LONGEST_SIDE
    model = RemoteModel(
        chosen.base, server.client, tell, patience, whole=patience, longest_side=side
    )
    status.line, status.stop = model_words(server.loading()), server.close
    server.start()
    if waits:
        server.wait(limits.LLAMA_LONGEST)
    return _with_server(model, chosen)


def own_server(settings: Settings, say: "llama_server.Say") -> "llama_server.LlamaServer":
    """The server that Lantern runs by itself for the model of the settings. Raises HubError."""
    from models.remote import llama_server

    wanted = llama_server.find(settings.remote.gguf, models_folder())
    return llama_server.LlamaServer(wanted, runtime.usable_threads(settings.model.threads), say)


def _with_server(model: "RemoteModel", chosen: ModelBundle) -> ModelBundle:
    from models.remote.verifiers import rules

    around = _checked(model, chosen, rules(models_folder().with_name("servers")))
    return replace(around, cancel_with=model.cancel_with)


def client(settings: Settings) -> "Client":
    """Who asks the server of the settings."""
    from models.remote.address import parse
    from models.remote.client import Client, ServerSettings

    wanted = settings.remote
    address = parse(wanted.address)
    return Client(ServerSettings(address, wanted.model, wanted.key_file, wanted.allow_public))


def server_model(settings: Settings) -> tuple[str, ServerFault | None]:
    """The model that the server of the settings would use; else its own words, and its fault."""
    try:
        return client(settings).chosen().name, None
    except ServerError as error:
        return error.detail, error.fault


def alone(settings: Settings, name: str) -> Settings:
    """The settings with this model for all that is written, on this computer."""
    runs_in_llama = name.endswith(".gguf") or shelf().kind(name) == "gguf"
    remote = replace(settings.remote, address="", gguf=name if runs_in_llama else "")
    own = EMBEDDED if runs_in_llama else name
    return replace(settings, remote=remote, model=replace(settings.model, name=own))


def own_server_state(settings: Settings) -> tuple[bool, Message]:
    """Whether the server that Lantern runs itself can run, and what it says about that."""

    said: list[ModelSentence] = []
    try:
        server = own_server(settings, lambda line, runs: said.append(line))
    except HubError as fault:
        return False, model_words(fault.sentence)
    server.start()
    try:
        runs = server.wait(limits.LLAMA_LONGEST)
    finally:
        server.close()
    return runs, model_words(said[-1] if said else server.loading())


def pulled_models(settings: Settings) -> Iterator[dict[str, object]]:
    """The checkpoints that the settings choose; one that cannot be used gives an `error`."""
    wanted, here = settings.model, shelf()
    for setting, name in (("name", wanted.name), ("towers", wanted.towers)):
        if name == EMBEDDED or name in MODELS:
            continue
        found: dict[str, object] = {"name": name, "error": ModelLine.NO_SUCH.said(name=name)}
        if here.knows(name):
            found = model_result(here.usable(name, wanted.device))
        if found.get("setting", setting) != setting:
            found["error"] = ModelLine.OTHER_SETTING.said(name=name, setting=setting)
        yield found


def model_timings(settings: Settings, pictures: Iterable[Picture]) -> dict[StageName, list[float]]:
    """Time the model's stages on each picture, in milliseconds; the decoder's in tokens a second.

    Raises StartError.
    """
    wanted = settings.model
    try:
        model = embedded.load(threads=wanted.threads, device=wanted.device)
    except embedded.ModelError as error:
        raise StartError(model_words(error.sentence)) from error
    threads = runtime.usable_threads(wanted.threads)
    networks = {
        stage: (runtime.Network(files.WEIGHTS / name, threads, wanted.device), side)
        for stage, name, side in (
            (StageName.ENCODER, manifest.ENCODER, model.manifest.image_size),
            (StageName.DETECTOR, manifest.DETECTOR, model.manifest.detector_size),
        )
    }
    model.warm_up()
    times: dict[StageName, list[float]] = defaultdict(list)

    def timed(stage: StageName, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        result = work()
        times[stage].append((time.perf_counter() - start) * 1000)
        return result

    for picture in pictures:
        for stage, (network, side) in networks.items():
            timed(stage, partial(network, pixels=pixels.square(picture, side)))
        look = timed(StageName.LOOK, partial(model.look, picture))
        pieces = (piece.text for piece in model.generate(look, "describe"))
        tokens = len(model.words.numbers(timed(StageName.CAPTION, partial("".join, pieces))))
        times[StageName.DECODER].append(tokens / (times[StageName.CAPTION][-1] / 1000))
    return times


def models() -> Iterator[dict[str, object]]:
    """The models that there are; a missing or altered file of one gives an `error`."""
    try:
        facts = manifest.read(files.WEIGHTS)
    except embedded.ModelError as error:
        yield {"name": "embedded", "error": model_words(error.sentence)}
        return
    megabytes = round(sum(file.bytes for file in facts.files.values()) / 1e6, 1)
    licence = ModelLine.EMBEDDED_LICENCE.said()
    result: dict[str, object] = {
        "name": "embedded",
        "version": facts.version,
        "megabytes": megabytes,
        "files": {name: file.sha256 for name, file in facts.files.items()},
        "licence": licence,
        "says": ModelLine.EMBEDDED.said(
            version=facts.version, megabytes=decimal(str(megabytes)), licence=licence
        ),
    }
    faults = (files.fault(files.WEIGHTS, name, file) for name, file in facts.files.items())
    first = next((fault for fault in faults if fault), None)
    yield result if first is None else result | {"error": model_words(first)}
