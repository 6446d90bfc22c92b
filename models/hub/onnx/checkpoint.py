"""A published ONNX checkpoint in memory."""

import gc
from functools import partial
from pathlib import Path
from typing import Final

from models.embedded.runtime import usable_threads
from models.hub import chat_template, families, machine
from models.hub.onnx import layout, settings
from models.hub.onnx.families import FAMILIES
from models.hub.onnx.graph import Graph
from models.hub.onnx.prompts import TOKENIZER, TextTokens
from models.hub.onnx.reader import OnnxReader
from models.hub.shrinking import ShrinkingCheckpoint
from models.hub.tokens import SpokenTokenizer
from models.messages import HubError, HubLine, ModelError
from models.system import SYSTEM

CONFIG: Final = "config.json"
GENERATION: Final = "generation_config.json"


class OnnxDecoder(ShrinkingCheckpoint):
    """A loaded checkpoint that writes."""

    reader: OnnxReader

    def __init__(self, folder: Path, threads: int = 0, free: int | None = None) -> None:
        """Load a folder the best way that the `free` memory has room for. Raises HubError."""
        super().__init__(folder)
        self._threads = usable_threads(threads)
        config = settings.read(folder, CONFIG)
        kind = config.values.get("model_type")
        if kind not in FAMILIES:
            raise config.refuse("model_type: " + ", ".join(FAMILIES))
        self.family = families.family_of(str(kind))
        self._family = FAMILIES[str(kind)]
        self._pictures = settings.of_pictures(folder, self._family.usual)
        template = chat_template.of_folder(folder, self.family.template)
        if template is None:
            raise settings.misfit(self.name, "tokenizer_config.json", "chat_template")
        self._template = template
        self._tokens = TextTokens(folder, self._family.adds_special)
        self.words = SpokenTokenizer(self._tokens, *self._unspoken(config))
        files = layout.sizes(folder)
        free = machine.free_memory() if free is None else free
        offered = layout.choices(files, free)
        if not offered:
            raise HubError(machine.needs(self.name, layout.least(files)))
        self.load([(one.precision, partial(self._read_graphs, one)) for one in offered])

    def unload(self) -> None:
        """Free the memory."""
        # After a load that failed there is none.
        if "reader" in vars(self):
            self.reader.close()
            del self.reader
        gc.collect()

    def _read_graphs(self, chosen: layout.FileChoice) -> None:
        def graph(part: str) -> Graph:
            try:
                return Graph(self.name, self.folder / chosen.files[part], self._threads)
            except ModelError as fault:
                # `outgrown` looks at what led to it, which may be too little memory.
                raise HubError(HubLine.FILE_BROKEN.said(file=chosen.files[part])) from fault
            finally:
                SYSTEM.give_back_memory()

        graphs = {part: graph(part) for part in chosen.files}
        given = self._pictures, self._template, self._tokens, self._cancel
        self.reader = OnnxReader(self._family, graphs, *given)

    def _unspoken(self, config: settings.Settings) -> tuple[frozenset[int], tuple[int, ...]]:
        """The tokens that end a text, and those that are never written."""
        found = settings.read(self.folder, GENERATION).values.get("eos_token_id")
        if found is None:
            text = config.values.get("text_config")
            found = (text if isinstance(text, dict) else config.values).get("eos_token_id")
        ends = found if isinstance(found, list) else [found]
        if not ends or not all(isinstance(one, int) for one in ends):
            raise settings.misfit(self.name, GENERATION, "eos_token_id")
        special = self._tokens.special
        if not special:
            raise settings.misfit(self.name, TOKENIZER, "added_tokens")
        return frozenset(ends), tuple(sorted(special - set(ends)))
