from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from models.embedded import manifest
from models.lexicon.names import names
from models.training.captioner.decoder import Captioner, DecoderShape, load_captioner
from models.training.common.data import Folders
from models.training.export import export
from models.training.export.restore import restore
from models.training.texts import vocabulary_text

SHAPE = DecoderShape(vocabulary=70, names=len(names()), width=128, layers=2, heads=2, channels=1280)


def test_what_was_exported_comes_back_within_its_precision(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = Captioner(SHAPE).eval()
    with torch.no_grad():
        # Equal weights are stored once; only trained weights all differ.
        for weight in model.parameters():
            weight.add_(torch.randn_like(weight) * 0.01)
    weights = tmp_path / "weights"
    weights.mkdir()
    export.write_bridge(model, weights / manifest.BRIDGE, SHAPE.names)
    export.write_decoder(model, weights / manifest.DECODER)
    np.save(weights / manifest.EMBEDDING, model.decoder.embedding.weight.detach().half().numpy())
    folders = Folders(tmp_path, tmp_path / "work")
    folders.work.mkdir()
    vocabulary_text.new_tokenizer(["dog"]).save(str(folders.work / "tokenizer.json"))
    path = restore(folders, weights, "again")
    back = load_captioner(path, SHAPE.vocabulary + 3).eval()
    assert asdict(back.shape) == asdict(SHAPE) | {"vocabulary": SHAPE.vocabulary + 3}
    for name, value in model.state_dict().items():
        near = back.state_dict()[name][: len(value)]
        assert (near - value).abs().max() <= value.abs().max() / 100, name
    patches, hints = torch.randn(3, 81, 1280), torch.rand(3, SHAPE.names)
    with torch.inference_mode():
        apart = back.bridge(patches, hints) - model.bridge(patches, hints)
    assert apart.abs().max() < 0.01
