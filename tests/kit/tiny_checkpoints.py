"""Small random checkpoints of the real architectures, laid out as hub repositories are.

Each has a byte-level tokenizer with a few merges, a processor, `config.json` and safetensors, so
that the real code of transformers loads and runs them; their words mean nothing.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

tf: Any = transformers
"""Its type hints lack settings that its classes accept."""
_CORPUS = (
    "Describe this picture in one short sentence. What is in the picture? Say more about it. "
    "Answer with one word or a short phrase. yes no Yes No unanswerable red blue two dog cat cup "
    "table chair apple person is there a the on of in and what colour how many User Assistant "
) * 4
_CHAT = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}IMAGE"
    "{% else %}{{ part['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_THINKING = (
    "{% if add_generation_prompt %}{% if enable_thinking is defined and not enable_thinking %}"
    "<think>\n\n</think>\n\n{% else %}<think>\n{% endif %}{% endif %}"
)
"""What Qwen3.5 puts before an answer."""
SPECIAL = ("<pad>", "<s>", "</s>", "<unk>", "<|im_start|>", "<|im_end|>", "<image>", "<video>")
TEXT = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 3,
    "vocab_size": 512,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 2048,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 5,
}
VISION = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_channels": 3,
}


def tokenizer(*extra: str, **names: str) -> Any:
    """A tokenizer with these special tokens besides `SPECIAL`; `names` are its attributes."""
    inner = Tokenizer(models.BPE())
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    special = [*SPECIAL, *extra]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    inner.train_from_iterator(
        [_CORPUS],
        trainers.BpeTrainer(
            vocab_size=400, special_tokens=special, initial_alphabet=alphabet, show_progress=False
        ),
    )
    return tf.PreTrainedTokenizerFast(
        tokenizer_object=inner,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="<|im_end|>",
        unk_token="<unk>",
        additional_special_tokens=special[4:],
        **names,
    )


def _chat(image: str = "<image>") -> str:
    return _CHAT.replace("IMAGE", image)


def _save(folder: Path, model: Any, processor: Any, template: str | None = None) -> Path:
    if template is not None:
        processor.chat_template = template
    # Random weights of the usual size give nearly equal probabilities to all words.
    with torch.no_grad():
        for name, value in model.named_parameters():
            if value.dim() > 1:
                value.mul_(4.0 if "embed" in name or "lm_head" in name else 1.5)
    model.eval().save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def smolvlm(
    folder: Path, vision: dict[str, int] | None = None, scale_factor: int = 2, **text: int
) -> Path:
    """SmolVLM; `text` overrides the decoder's shape, `vision` the encoder's."""
    eyes = {**VISION, "image_size": 64, "patch_size": 16, **(vision or {})}
    side = eyes["image_size"]
    words = tokenizer(
        "<fake_token_around_image>", "<global-img>", "<end_of_utterance>", "<row_1_col_1>"
    )
    image = words.convert_tokens_to_ids("<image>")
    config = tf.SmolVLMConfig(
        image_token_id=image,
        scale_factor=scale_factor,
        text_config={**TEXT, "model_type": "llama", **text},
        vision_config=eyes,
        tie_word_embeddings=True,
        pad_token_id=0,
    )
    pictures = tf.SmolVLMImageProcessor(
        size={"longest_edge": 2 * side}, max_image_size={"longest_edge": side}
    )
    videos = tf.SmolVLMVideoProcessor(
        size={"longest_edge": 64},
        max_image_size={"longest_edge": 64},
        video_sampling={"fps": 1, "max_frames": 2, "video_size": {"longest_edge": 64}},
    )
    processor = tf.SmolVLMProcessor(
        pictures, words, videos, image_seq_len=(side // eyes["patch_size"] // scale_factor) ** 2
    )
    return _save(folder, tf.SmolVLMForConditionalGeneration(config), processor, _chat())


def idefics3(folder: Path) -> Path:
    """Idefics3, the architecture of SmolVLM-256M and 500M."""
    words = tokenizer(
        "<fake_token_around_image>", "<global-img>", "<end_of_utterance>", "<row_1_col_1>"
    )
    config = tf.Idefics3Config(
        image_token_id=words.convert_tokens_to_ids("<image>"),
        scale_factor=2,
        text_config={**TEXT, "model_type": "llama"},
        vision_config={**VISION, "image_size": 64, "patch_size": 16},
        pad_token_id=0,
    )
    pictures = tf.Idefics3ImageProcessor(
        size={"longest_edge": 128}, max_image_size={"longest_edge": 64}
    )
    processor = tf.Idefics3Processor(pictures, words, image_seq_len=4)
    return _save(folder, tf.Idefics3ForConditionalGeneration(config), processor, _chat())


def llava(folder: Path) -> Path:
    """LLaVA-1.5: CLIP and Llama."""
    words = tokenizer()
    config = tf.LlavaConfig(
        vision_config={
            **VISION,
            "model_type": "clip_vision_model",
            "image_size": 32,
            "patch_size": 16,
            "projection_dim": 32,
        },
        text_config={**TEXT, "model_type": "llama"},
        image_token_index=words.convert_tokens_to_ids("<image>"),
        image_seq_length=4,
        vision_feature_layer=-1,
        pad_token_id=0,
    )
    pictures = tf.CLIPImageProcessor(size={"shortest_edge": 32}, crop_size=32)
    processor = tf.LlavaProcessor(
        pictures,
        words,
        patch_size=16,
        num_additional_image_tokens=1,
        vision_feature_select_strategy="default",
    )
    return _save(folder, tf.LlavaForConditionalGeneration(config), processor, _chat())


def llava_onevision(folder: Path) -> Path:
    """LLaVA-OneVision: SigLIP and Qwen2."""
    words = tokenizer()
    config = tf.LlavaOnevisionConfig(
        vision_config={
            **VISION,
            "model_type": "siglip_vision_model",
            "image_size": 32,
            "patch_size": 16,
            "vision_use_head": False,
        },
        text_config={**TEXT, "model_type": "qwen2"},
        image_token_index=words.convert_tokens_to_ids("<image>"),
        video_token_index=words.convert_tokens_to_ids("<video>"),
        image_grid_pinpoints=[[32, 32], [32, 64], [64, 32], [64, 64]],
        vision_feature_layer=-1,
        vision_aspect_ratio="anyres_max_9",
        pad_token_id=0,
    )
    pictures = tf.LlavaOnevisionImageProcessor(
        size={"height": 32, "width": 32},
        image_grid_pinpoints=[[32, 32], [32, 64], [64, 32], [64, 64]],
    )
    videos = tf.LlavaOnevisionVideoProcessor(size={"height": 32, "width": 32})
    processor = tf.LlavaOnevisionProcessor(
        pictures, words, videos, num_image_tokens=4, vision_feature_select_strategy="full"
    )
    return _save(folder, tf.LlavaOnevisionForConditionalGeneration(config), processor, _chat())


def lfm2_vl(
    folder: Path,
    vision: dict[str, int] | None = None,
    pictures: dict[str, int] | None = None,
    **text: Any,
) -> Path:
    """LFM2-VL: a decoder of convolutions and attention.

    `text` overrides the decoder's shape, `vision` the encoder's, `pictures` how it is looked at.
    """
    words = tokenizer("<|image_start|>", "<|image_end|>", "<|img_thumbnail|>")
    config = tf.Lfm2VlConfig(
        image_token_id=words.convert_tokens_to_ids("<image>"),
        vision_config={
            **VISION,
            "model_type": "siglip2_vision_model",
            "patch_size": 16,
            "num_patches": 16,
            "vision_use_head": False,
            **(vision or {}),
        },
        text_config={
            **TEXT,
            "model_type": "lfm2",
            "layer_types": ["conv", "full_attention", "conv"],
            "block_ff_dim": 64,
            "block_multiple_of": 8,
            "conv_L_cache": 3,
            **text,
        },
        projector_hidden_size=text.get("hidden_size", 32),
        pad_token_id=0,
    )
    looks = {"tile_size": 64, "min_image_tokens": 1, "max_image_tokens": 4, "max_num_patches": 64}
    looks |= {"encoder_patch_size": 16, **(pictures or {})}
    own = tf.Lfm2VlImageProcessor(**looks, return_row_col_info=True)
    processor = tf.Lfm2VlProcessor(own, words)
    return _save(folder, tf.Lfm2VlForConditionalGeneration(config), processor, _chat())


QWEN = ("<|image_pad|>", "<|video_pad|>", "<|vision_start|>", "<|vision_end|>")


def _qwen(folder: Path, words: Any, model: Any) -> Path:
    """Save a model with the processor of Qwen3-VL and Qwen3.5."""
    pictures = tf.Qwen2VLImageProcessor(
        patch_size=16, size={"shortest_edge": 32 * 32, "longest_edge": 512 * 512}
    )
    videos = tf.Qwen3VLVideoProcessor(patch_size=16)
    processor = tf.Qwen3VLProcessor(pictures, words, videos)
    template = _chat("<|vision_start|><|image_pad|><|vision_end|>") + _THINKING
    return _save(folder, model, processor, template)


def _qwen_tokens(words: Any) -> dict[str, int]:
    names = ("image_token_id", "video_token_id", "vision_start_token_id", "vision_end_token_id")
    return dict(zip(names, map(words.convert_tokens_to_ids, QWEN), strict=True))


QWEN_VISION = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "depth": 2,
    "num_heads": 4,
    "patch_size": 16,
    "spatial_merge_size": 2,
    "temporal_patch_size": 2,
    "out_hidden_size": 32,
    "num_position_embeddings": 64,
}


def qwen3_vl(folder: Path) -> Path:
    """Qwen3-VL, whose positions have three axes."""
    words = tokenizer(*QWEN)
    config = tf.Qwen3VLConfig(
        text_config={
            **TEXT,
            "head_dim": 8,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 10000.0,
                "mrope_section": [2, 1, 1],
                "mrope_interleaved": True,
            },
        },
        vision_config={**QWEN_VISION, "deepstack_visual_indexes": [0]},
        **_qwen_tokens(words),
    )
    return _qwen(folder, words, tf.Qwen3VLForConditionalGeneration(config))


def qwen3_5(folder: Path) -> Path:
    """Qwen3.5: three of four layers have linear attention, with a state instead of a cache."""
    words = tokenizer(*QWEN)
    config = tf.Qwen3_5Config(
        text_config={
            **TEXT,
            "num_hidden_layers": 4,
            "head_dim": 16,
            "linear_key_head_dim": 8,
            "linear_value_head_dim": 8,
            "linear_num_key_heads": 4,
            "linear_num_value_heads": 4,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 10000.0,
                "partial_rotary_factor": 0.5,
                "mrope_section": [2, 1, 1],
                "mrope_interleaved": True,
            },
        },
        vision_config=QWEN_VISION,
        **_qwen_tokens(words),
    )
    return _qwen(folder, words, tf.Qwen3_5ForConditionalGeneration(config))


def lfm3_vl(folder: Path) -> Path:
    """LFM3-VL: convolutions, and attention to everything or only to what is near."""
    spans = ("<|image|>", "<|frame|>", "<|image_start|>", "<|image_end|>")
    words = tokenizer(*spans, image_token=spans[0], video_token=spans[1])
    number = words.convert_tokens_to_ids
    config = tf.Lfm3VlConfig(
        image_token_id=number(spans[0]),
        video_token_id=number(spans[1]),
        vision_start_token_id=number(spans[2]),
        vision_end_token_id=number(spans[3]),
        projector_hidden_size=32,
        vision_config={
            **VISION,
            "num_key_value_heads": 2,
            "layer_types": ["conv", "full_attention"],
            "patch_size": 16,
        },
        text_config={
            **TEXT,
            "model_type": "lfm3",
            "head_dim": 8,
            "layer_types": ["conv", "sliding_attention", "full_attention"],
            "sliding_window": 8,
        },
    )
    pictures = tf.Qwen2VLImageProcessor(
        patch_size=16,
        image_mean=[0.5] * 3,
        image_std=[0.5] * 3,
        size={"shortest_edge": 32 * 32, "longest_edge": 512 * 512},
    )
    videos = tf.Qwen3VLVideoProcessor(patch_size=16)
    processor = tf.Lfm3VlProcessor(pictures, words, videos)
    template = _chat("<|image_start|><|image|><|image_end|>")
    return _save(folder, tf.Lfm3VlForConditionalGeneration(config), processor, template)


def florence2(folder: Path) -> Path:
    """Florence-2: an encoder and a decoder, and tasks instead of questions."""
    words = tokenizer(image_token="<image>")
    text = {
        "model_type": "bart",
        "d_model": 32,
        "encoder_layers": 2,
        "decoder_layers": 2,
        "encoder_attention_heads": 4,
        "decoder_attention_heads": 4,
        "encoder_ffn_dim": 64,
        "decoder_ffn_dim": 64,
        "vocab_size": 512,
        "max_position_embeddings": 256,
        "pad_token_id": 0,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "decoder_start_token_id": 2,
    }
    config = tf.Florence2Config(
        text_config=text,
        vision_config={
            "embed_dim": [8, 16, 16, 32],
            "num_heads": [2, 2, 2, 4],
            "depths": [1] * 4,
            "num_groups": [2, 2, 2, 4],
            "window_size": 4,
            "projection_dim": 32,
        },
        image_token_id=words.convert_tokens_to_ids("<image>"),
    )
    pictures = tf.CLIPImageProcessor(
        size={"height": 64, "width": 64}, do_center_crop=False, resample=3
    )
    pictures.image_seq_length = 5
    processor = tf.Florence2Processor(pictures, words)
    return _save(folder, tf.Florence2ForConditionalGeneration(config), processor)


def clip(folder: Path) -> Path:
    """CLIP's two towers; a text's vector is that of its end token."""
    words = tokenizer()
    ends = [("<s>", 1), ("<|im_end|>", 5)]
    words.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A <|im_end|>", special_tokens=ends
    )
    text = {**TEXT, "max_position_embeddings": 32}
    config = tf.CLIPConfig(
        text_config=text,
        vision_config={**VISION, "image_size": 32, "patch_size": 16},
        projection_dim=24,
    )
    pictures = tf.CLIPImageProcessor(size={"shortest_edge": 32}, crop_size=32)
    return _save(folder, tf.CLIPModel(config), tf.CLIPProcessor(pictures, words))


def siglip2(folder: Path) -> Path:
    """SigLIP 2 at one size, as its base models are: SigLIP's architecture."""
    words = tokenizer()
    config = tf.SiglipConfig(
        text_config={**TEXT, "max_position_embeddings": 32, "projection_size": 32},
        vision_config={**VISION, "image_size": 32, "patch_size": 16},
    )
    pictures = tf.SiglipImageProcessor(size={"height": 32, "width": 32})
    return _save(folder, tf.SiglipModel(config), tf.SiglipProcessor(pictures, words))


DECODERS: dict[str, Callable[[Path], Path]] = {
    "smolvlm": smolvlm,
    "idefics3": idefics3,
    "llava": llava,
    "llava_onevision": llava_onevision,
    "lfm2_vl": lfm2_vl,
    "lfm3_vl": lfm3_vl,
    "qwen3_5": qwen3_5,
    "qwen3_vl": qwen3_vl,
}
TOWERS: dict[str, Callable[[Path], Path]] = {"clip": clip, "siglip2": siglip2}
