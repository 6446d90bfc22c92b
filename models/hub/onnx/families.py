"""The families of ONNX checkpoints, by the `model_type` of their config.json."""

from collections.abc import Mapping
from typing import Final

from models.hub.onnx import idefics3, lfm2_vl, qwen2_vl
from models.hub.onnx.pictures import OnnxFamily

FAMILIES: Final[Mapping[str, OnnxFamily]] = {
    "idefics3": idefics3.FAMILY,
    "smolvlm": idefics3.FAMILY,
    "lfm2_vl": lfm2_vl.FAMILY,
    "lfm3_vl": qwen2_vl.LFM3_VL,
    "qwen3_5": qwen2_vl.QWEN3_5,
}
