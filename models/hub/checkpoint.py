"""A checkpoint in memory: processor, network, precision, and the prompts of its family."""

import gc
import importlib.util
import json
import logging
import sys
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from models import json_files, limits
from models.hub import chat_template, machine
from models.hub.chat_template import ChatTemplate
from models.hub.families import family_of
from models.hub.machine import Machine, Precision, PrecisionChoice
from models.hub.shrinking import ShrinkingCheckpoint
from models.messages import HubError, HubLine, ModelSentence
from models.system.bounded import read_within

PARTS: Final = ("torch", "transformers", "torchvision", "num2words", "onnx")
"""The packages that models/hub/ imports; the extra `hub` installs them."""


def require(*parts: str) -> None:
    """Raise HubError with the command that installs missing packages of `parts`, or of `PARTS`."""
    absent = [part for part in parts or PARTS if importlib.util.find_spec(part) is None]
    if absent:
        command = install_command("hub", *PARTS)
        needed = HubLine.AND.joined(absent)
        raise HubError(HubLine.PARTS_MISSING.said(parts=needed, command=command))


def install_command(extra: str, *parts: str) -> str:
    """The command that installs an extra of Lantern; `parts`, if Lantern is not installed.

    Raises HubError where pip is missing, as in the Debian package.
    """
    if importlib.util.find_spec("pip") is None:
        raise HubError(HubLine.NO_PIP.said())
    wanted = _requirements(extra) or parts
    return " ".join([sys.executable, "-m", "pip", "install", *map(repr, wanted)])


def _requirements(extra: str) -> list[str]:
    """The requirements of an extra."""
    try:
        lines = metadata.requires("lantern-eyes") or []
    except metadata.PackageNotFoundError:
        lines = []
    pairs = (line.replace('"', "'").replace(" ", "").partition(";") for line in lines)
    return [part for part, _, marker in pairs if marker == f"extra=='{extra}'"]


def config(folder: Path) -> dict[str, Any]:
    """Read a checkpoint's config.json. Raises HubError, also if it needs code of its own."""
    try:
        found = json.loads(read_within(folder / "config.json", limits.JSON_FILE))
        kind = found["model_type"]
    except json_files.FAULTS as fault:
        raise HubError(HubLine.NO_CONFIG.said(name=folder.name)) from fault
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING

    if kind not in CONFIG_MAPPING:
        raise HubError(HubLine.OWN_CODE.said(name=folder.name, kind=kind))
    return dict(found)


class Checkpoint(ShrinkingCheckpoint):
    """A loaded checkpoint."""

    auto = "AutoModel"
    """The class of transformers that loads it; that of towers."""

    def __init__(
        self,
        folder: Path,
        device: str = "auto",
        threads: int = 0,
        on: Callable[[], Machine] = machine.this_machine,
    ) -> None:
        """Load a folder the best way that `on` has room for.

        Raises HubError, and whatever torch and transformers do.
        """
        require()
        from transformers import AutoProcessor

        super().__init__(folder)
        self.family = family_of(str(config(folder)["model_type"]))
        self._threads = threads
        size = machine.size_of(folder)
        offered = machine.choices(size, on(), device)
        if not offered:
            raise HubError(no_room(folder.name, size, device))
        own = {"local_files_only": True, "trust_remote_code": False}
        self.processor: Any = AutoProcessor.from_pretrained(folder, **own)
        self.template = self._template()
        self.model: Any = None
        self.load([(one, self._read_network) for one in offered])

    def _template(self) -> ChatTemplate | None:
        """The chat template that transformers has chosen; None if there is none."""
        found = getattr(self.processor, "chat_template", None)
        if isinstance(found, dict):
            found = found.get("default")
        if not found:
            return None
        tokens = getattr(self.processor.tokenizer, "special_tokens_map", {})
        more = self.family.template
        return chat_template.rendered(self.folder, "chat_template", found, tokens, more)

    def placed(self, made: Mapping[str, Any]) -> dict[str, Any]:
        """The tensors of a processor on the model's device and in its precision."""
        import torch

        device, dtype = self.model.device, self.model.dtype
        return {
            name: value.to(device, dtype if value.is_floating_point() else value.dtype)
            for name, value in made.items()
            if isinstance(value, torch.Tensor)
        }

    def unload(self) -> None:
        """Free the memory."""
        self.model = None
        gc.collect()
        torch = sys.modules.get("torch")
        if torch is not None and torch.cuda.is_available():
            torch.cuda.empty_cache()

    def _read_network(self) -> None:
        self.model = _network(self.folder, self.auto, self.choice, self._threads)
        _smallest_tiles(self)


def no_room(name: str, size: machine.Size, device: str) -> ModelSentence:
    """The sentence for a checkpoint that does not fit this machine in any precision."""
    if device in ("cuda", "mps"):
        return HubLine.NOT_ON_DEVICE.said(name=name, device=device)
    return machine.needs(name, machine.need(size, Precision.INT4))


def _network(folder: Path, auto: str, choice: PrecisionChoice, threads: int) -> Any:
    """Load the network in evaluation mode on its device."""
    import torch
    import transformers

    # A screen reader would read progress bars and loading reports aloud.
    told: Any = transformers.utils.logging
    told.disable_progress_bar()
    told.set_verbosity(logging.CRITICAL)
    if choice.device == "cpu" and threads:
        torch.set_num_threads(threads)
    model, loaded = getattr(transformers, auto).from_pretrained(
        folder,
        local_files_only=True,
        trust_remote_code=False,
        use_safetensors=True,
        output_loading_info=True,
        dtype="auto" if choice.device == "cpu" else torch.bfloat16,
    )
    # Missing weights would be random.
    if loaded["missing_keys"] or loaded["mismatched_keys"]:
        raise HubError(HubLine.DOES_NOT_FIT.said(name=folder.name))
    model.eval()
    model.requires_grad_(False)
    if choice.device != "cpu":
        return model.to(choice.device)
    from models.hub.quantise import quantise

    bits = 8 if choice.precision is Precision.INT8 else 4
    quantise(model, bits, threads or torch.get_num_threads())
    return model.float()


def _smallest_tiles(checkpoint: Checkpoint) -> None:
    """Keep only the smallest grid of tiles if the family asks for it."""
    pictures: Any = getattr(checkpoint.processor, "image_processor", None)
    grids = getattr(pictures, "image_grid_pinpoints", None)
    if checkpoint.family.tiles == "smallest" and grids:
        least = [min(grids, key=lambda grid: grid[0] * grid[1])]
        pictures.image_grid_pinpoints = least
        checkpoint.model.config.image_grid_pinpoints = least
