"""Exports a checkpoint of transformers to the layout of published ONNX checkpoints.

The graphs have the names, inputs and outputs of those on the hub: a vision encoder, the embeddings
of tokens, and a decoder that takes and gives its keys, values and states. LFM3-VL's decoder has the
embeddings inside. Qwen3.5's linear attention is onnxruntime's own operator, as in the published
files.
"""

import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import onnx
import torch
import transformers
from torch import Tensor, nn
from transformers.models.qwen3_5 import modeling_qwen3_5 as qwen3_5

tf: Any = transformers
"""Its type hints lack settings that its classes accept."""

SMOLVLM = {
    "vision": "vision_encoder",
    "embeddings": "embed_tokens",
    "decoder": "decoder_model_merged",
}
LIQUID = {"vision": "embed_images", "embeddings": "embed_tokens", "decoder": "decoder"}
"""The names of files in two kinds of repositories."""
TWO_GRAPHS = {"vision": "vision_encoder", "decoder": "decoder"}
"""The same where the decoder has the embeddings inside."""


class _Cache:
    """A cache that is passed through the graph: keys and values, and states."""

    def __init__(self, past: dict[str, Tensor]) -> None:
        self.past, self.present = past, dict[str, Tensor]()

    def update(self, key: Tensor, value: Tensor, layer: int, **_: Any) -> tuple[Tensor, Tensor]:
        for name, new in (("key", key), ("value", value)):
            old = self.past[f"past_key_values.{layer}.{name}"]
            self.present[f"present.{layer}.{name}"] = torch.cat([old, new], 2)
        return self.present[f"present.{layer}.key"], self.present[f"present.{layer}.value"]

    def get_conv_state(self, _layer: int, **_: Any) -> None:
        """None: single tokens take the way of several."""

    def get_recurrent_state(self, layer: int, **_: Any) -> Tensor:
        return self.past[f"past_recurrent.{layer}"]

    def update_recurrent_state(self, state: Tensor, layer: int) -> None:
        self.present[f"present_recurrent.{layer}"] = state

    def update_conv_state(self, states: Tensor, layer: int, **_: Any) -> Tensor:
        joined = torch.cat([self.past[f"past_conv.{layer}"], states], 2)
        length = self.past[f"past_conv.{layer}"].shape[2]
        self.present[f"present_conv.{layer}"] = joined[:, :, -length:]
        return joined


class _LinearAttention(torch.autograd.Function):
    """onnxruntime's operator; computes nothing here."""

    @staticmethod
    def forward(
        _ctx: Any,
        _query: Tensor,
        _key: Tensor,
        value: Tensor,
        state: Tensor,
        _decay: Tensor,
        _beta: Tensor,
        _heads: int,
    ) -> tuple[Tensor, Tensor]:
        return torch.zeros_like(value), torch.zeros_like(state)

    @staticmethod
    def symbolic(g: Any, *given: Any) -> Any:
        *inputs, heads = given
        return g.op(
            "com.microsoft::LinearAttention",
            *inputs,
            q_num_heads_i=heads,
            kv_num_heads_i=heads,
            update_rule_s="gated_delta",
            outputs=2,
        )


def _gated_delta_rule(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    *,
    g: Tensor,
    beta: Tensor,
    initial_state: Tensor,
    **_: Any,
) -> tuple[Tensor, Tensor]:
    """As transformers' function of the same place, with onnxruntime's operator."""
    query, key = qwen3_5.l2norm(query), qwen3_5.l2norm(key)
    flat = [one.flatten(2) for one in (query, key, value)]
    given = (*flat, initial_state, g, beta, int(value.shape[2]))
    read, state = _LinearAttention.apply(*given)  # type: ignore[no-untyped-call]  # torch's
    return read.reshape(value.shape), state


class _Decoder(nn.Module):
    """A decoder; `image`: the image token, if it takes tokens and a picture's vectors."""

    def __init__(self, model: Any, names: Sequence[str], image: int | None = None) -> None:
        super().__init__()
        self.text = getattr(model.model, "text_model", None) or model.model.language_model
        self.head, self.names, self.image = model.lm_head, names, image

    def forward(
        self, tokens: Tensor, attention: Tensor, positions: Tensor, *past: Tensor
    ) -> tuple[Tensor, ...]:
        if self.image is not None:
            pictures, films, past = past[0], past[1], past[2:]
            own = (tokens == self.image)[..., None]
            seen = torch.cat([pictures, films])
            tokens = self.text.embed_tokens(tokens).masked_scatter(own, seen)
        cache = _Cache(dict(zip(self.names, past, strict=True)))
        keys = torch.arange(attention.shape[1])
        apart = keys[-tokens.shape[1] :, None] - keys
        mask = self._mask(apart, attention)
        if "layer_types" in self.text.config:
            near = self._mask(apart, attention, getattr(self.text.config, "sliding_window", None))
            mask = {"full_attention": mask, "sliding_attention": near}
            mask |= {"conv": None, "linear_attention": None}
        states = self.text(
            inputs_embeds=tokens, attention_mask=mask, position_ids=positions, cache=cache
        ).last_hidden_state
        return (self.head(states), *(cache.present[_next(name)] for name in self.names))

    def _mask(self, apart: Tensor, attention: Tensor, window: int | None = None) -> Any:
        """The mask of keys that are so many tokens before a query's."""
        seen = (apart >= 0) & (attention[:, None] > 0)
        if window:
            seen = seen & (apart < window)
        return torch.where(seen, 0.0, -1e9)[:, None]


class _Tiles(nn.Module):
    """The vision encoder of Idefics3."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.vision, self.connector = model.model.vision_model, model.model.connector

    def forward(self, pixels: Tensor, attention: Tensor) -> Tensor:
        masked = (pixels * attention[:, :, None]).flatten(0, 1)
        own = self.vision.embeddings
        # The exporter cannot export the search for a patch's position; a tile has all of them.
        patches = own.patch_embedding(masked).flatten(2).transpose(1, 2)
        placed = patches + own.position_embedding.weight[None]
        states = self.vision.encoder(inputs_embeds=placed).last_hidden_state
        found: Tensor = self.connector(self.vision.post_layernorm(states))
        return found


class _Patches(nn.Module):
    """The vision encoder of LFM2-VL, for one part of a picture."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.vision, self.projector = model.model.vision_tower, model.model.multi_modal_projector

    def forward(self, pixels: Tensor, attention: Tensor, shapes: Tensor) -> Tensor:
        mask = torch.where(attention[:, None, None] > 0, 0.0, -1e9)
        states = self.vision(
            pixel_values=pixels, spatial_shapes=shapes, pixel_attention_mask=mask
        ).last_hidden_state
        height, width = shapes[0, 0], shapes[0, 1]
        grid = states[0, : height * width].reshape(1, height, width, states.shape[-1])
        found: Tensor = self.projector(grid)
        return found.reshape(-1, found.shape[-1])


class _Single:
    """A list of one number, which may depend on a graph's input; anything of it is itself."""

    def __init__(self, item: Any) -> None:
        self.item = item

    def __getitem__(self, _: Any) -> "_Single":
        return self

    def __sub__(self, _: Any) -> "_Single":
        return self

    def tolist(self) -> list[Any]:
        return [self.item]


class _Grid(nn.Module):
    """The vision encoder of Qwen3.5 and LFM3-VL, for one picture."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        inner = model.model
        self.vision = getattr(inner, "visual", None) or inner.vision_tower
        self.projector = getattr(inner, "multi_modal_projector", None)

    def forward(self, pixels: Tensor, grid: Tensor) -> Tensor:
        _, height, width = grid[0]
        count, merge = pixels.shape[0], self.vision.spatial_merge_size
        # What transformers computes with Python's numbers, which a graph could not change.
        places = torch.arange(count)
        block = torch.div(places, merge**2, rounding_mode="floor")
        inside = torch.div(places, merge, rounding_mode="floor") % merge
        blocks = torch.div(width, merge, rounding_mode="floor")
        row = torch.div(block, blocks, rounding_mode="floor") * merge + inside
        column = (block % blocks) * merge + places % merge
        given = {
            "grid_thw": _Single((1, height, width)) if self.projector else grid,
            "position_ids": torch.stack([row, column], -1),
            "cu_seqlens": _Single(count),
            "max_seqlen": count,
        }
        seen = self.vision(pixels, **given)
        found: Tensor = (
            self.projector(seen.last_hidden_state) if self.projector else seen.pooler_output
        )
        return found


def _next(name: str) -> str:
    return name.replace("past_key_values", "present").replace("past_", "present_")


def _export(
    module: nn.Module,
    given: dict[str, Tensor],
    outputs: list[str],
    axes: dict[str, dict[int, str]],
    path: Path,
) -> None:
    with warnings.catch_warnings(), torch.no_grad():
        # Tracing warns of every Python number.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(),
            tuple(given.values()),
            str(path),
            input_names=list(given),
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=18,
            dynamo=False,
        )


def _past(model: Any) -> dict[str, Tensor]:
    """The decoder's cache after two tokens, by the names of its inputs."""
    config = model.config.text_config
    kinds = getattr(config, "layer_types", None) or ["full_attention"] * config.num_hidden_layers
    head = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    found = {}
    for layer, kind in enumerate(kinds):
        if kind == "conv":
            found[f"past_conv.{layer}"] = torch.zeros(1, config.hidden_size, config.conv_L_cache)
            continue
        if kind == "linear_attention":
            heads, width = config.linear_num_key_heads, config.linear_key_head_dim
            sides = (3 * heads * width, config.linear_conv_kernel_dim)
            found[f"past_conv.{layer}"] = torch.zeros(1, *sides)
            found[f"past_recurrent.{layer}"] = torch.zeros(1, heads, width, width)
            continue
        shape = (1, config.num_key_value_heads, 2, head)
        for name in ("key", "value"):
            found[f"past_key_values.{layer}.{name}"] = torch.zeros(shape)
    return found


def export(source: Path, folder: Path, names: dict[str, str] | None = None) -> Path:
    """Write the checkpoint in `source` to `folder` as an ONNX repository, without safetensors."""
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.safetensors", "onnx"))
    (folder / "onnx").mkdir()
    model = tf.AutoModelForImageTextToText.from_pretrained(
        source, attn_implementation="eager", dtype=torch.float32
    ).eval()
    names = names or SMOLVLM
    paths = {part: folder / "onnx" / f"{name}.onnx" for part, name in names.items()}
    vision(model, paths["vision"])
    if "embeddings" in paths:
        numbers = torch.zeros(1, 3, dtype=torch.long)
        batch = {0: "batch_size", 1: "sequence_length"}
        axes = {"input_ids": batch, "inputs_embeds": batch}
        table = model.get_input_embeddings()
        _export(table, {"input_ids": numbers}, ["inputs_embeds"], axes, paths["embeddings"])
    decoder(model, paths["decoder"], "embeddings" not in paths)
    return folder


def halve(folder: Path) -> None:
    """Turn the graphs of a repository into those of 16 bits, inputs and outputs included."""
    for path in sorted((folder / "onnx").glob("*.onnx")):
        model = onnx.load(path)
        graph = model.graph
        for table in graph.initializer:
            _halve(table)
        for node in graph.node:
            for attribute in node.attribute:
                _halve(attribute.t)
                if attribute.name == "to" and attribute.i == onnx.TensorProto.FLOAT:
                    attribute.i = onnx.TensorProto.FLOAT16
        for value in (*graph.input, *graph.output, *graph.value_info):
            if value.type.tensor_type.elem_type == onnx.TensorProto.FLOAT:
                value.type.tensor_type.elem_type = onnx.TensorProto.FLOAT16
        onnx.save(model, path.with_name(f"{path.stem}_fp16.onnx"))
        path.unlink()


def _halve(table: onnx.TensorProto) -> None:
    if table.data_type == onnx.TensorProto.FLOAT:
        numbers = onnx.numpy_helper.to_array(table)
        # The mask's lowest number is lower than 16 bits can tell.
        narrow = np.clip(numbers, -6e4, 6e4).astype(np.float16)
        table.CopyFrom(onnx.numpy_helper.from_array(narrow, table.name))


def vision(model: Any, path: Path) -> None:
    """Export the vision encoder."""
    config = model.config.vision_config
    if hasattr(model.model, "connector"):
        side = config.image_size
        tile = {
            "pixel_values": torch.zeros(1, 2, 3, side, side),
            "pixel_attention_mask": torch.ones(1, 2, side, side, dtype=torch.bool),
        }
        many = {name: {0: "batch_size", 1: "num_images"} for name in tile}
        _export(_Tiles(model), tile, ["image_features"], many | {"image_features": {0: "n"}}, path)
        return
    if hasattr(config, "spatial_merge_size"):
        width = 3 * config.temporal_patch_size * config.patch_size**2
        picture = {
            "pixel_values": torch.zeros(24, width),
            "image_grid_thw": torch.tensor([[1, 4, 6]]),
        }
        moving = {"pixel_values": {0: "num_patches"}, "image_features": {0: "num_tokens"}}
        _export(_Grid(model), picture, ["image_features"], moving, path)
        return
    factor = model.config.downsample_factor
    patches = {
        "pixel_values": torch.zeros(1, 8 * factor**2, config.patch_size**2 * 3),
        "pixel_attention_mask": torch.ones(1, 8 * factor**2, dtype=torch.long),
        "spatial_shapes": torch.tensor([[2 * factor, 4 * factor]]),
    }
    every = {name: {0: "batch_size", 1: "num_patches"} for name in list(patches)[:2]}
    every |= {"spatial_shapes": {0: "batch_size"}, "image_features": {0: "num_tokens"}}
    _export(_Patches(model), patches, ["image_features"], every, path)


def decoder(model: Any, path: Path, takes_tokens: bool = False) -> None:
    """Export the decoder; `takes_tokens`: with the embeddings inside."""
    past = _past(model)
    width = model.config.text_config.hidden_size
    positions = torch.arange(2, 5)[None]
    apart = "mrope_section" in (model.config.text_config.rope_parameters or {})
    given = {
        "inputs_embeds": torch.zeros(1, 3, width),
        "attention_mask": torch.ones(1, 5, dtype=torch.long),
        "position_ids": positions.expand(3, 1, 3) if apart else positions,
    }
    image = None
    if takes_tokens:
        image = model.config.image_token_id
        tokens = {"input_ids": torch.tensor([[1, image, image]])}
        pictures = {
            "image_features": torch.zeros(2, width),
            "video_features": torch.zeros(0, width),
        }
        given = {**tokens, **dict(list(given.items())[1:]), **pictures}
    given |= past
    sequence = {0: "batch_size", 1: "sequence_length"}
    axes = {
        "inputs_embeds": sequence,
        "input_ids": sequence,
        "attention_mask": {0: "batch_size", 1: "total_sequence_length"},
        "position_ids": {1: "batch_size", 2: "sequence_length"} if apart else sequence,
        "image_features": {0: "num_image_tokens"},
        "video_features": {0: "num_video_tokens"},
        "logits": sequence,
    }
    for name in past:
        moving = {0: "batch_size"}
        if name.startswith("past_key_values"):
            moving[2] = "past_sequence_length"
        axes |= {name: moving, _next(name): moving}
    outputs = ["logits", *map(_next, past)]
    with patch.object(qwen3_5, "torch_chunk_gated_delta_rule", _gated_delta_rule):
        _export(_Decoder(model, list(past), image), given, outputs, axes, path)
