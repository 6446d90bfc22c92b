"""A checkpoint of SmolVLM's architecture with random weights, laid out as on the hub."""

import json
from pathlib import Path
from typing import Final

SPECIAL: Final = [
    "<|endoftext|>", "<end_of_utterance>", "<image>", "<fake_token_around_image>", "<global-img>"
]  # fmt: skip
TEMPLATE: Final = (
    "{% for m in messages %}{{ m['role'] }}: {% for c in m['content'] %}"
    "{% if c['type'] == 'image' %}<image>{% else %}{{ c['text'] }}{% endif %}{% endfor %}"
    "<end_of_utterance>\n{% endfor %}assistant:"
)
SIDE: Final = 64
WORDS: Final = "a the dog cat cup table on under red blue".split()


def write(folder: Path) -> None:
    """Write a model of some 200,000 weights, its tokenizer of letters and words, its processor."""
    import torch
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import (
        PreTrainedTokenizerFast,
        SmolVLMConfig,
        SmolVLMForConditionalGeneration,
    )

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({text: n for n, text in enumerate(SPECIAL + letters)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_tokens([AddedToken(f" {word}", normalized=False) for word in WORDS])
    size = tokenizer.get_vocab_size()
    torch.manual_seed(0)
    decoder = {
        **{"model_type": "llama", "hidden_size": 64, "intermediate_size": 128, "head_dim": 16},
        **{"num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2},
        **{"vocab_size": size, "max_position_embeddings": 2048},
        **{"bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 0},
    }
    encoder = {
        **{"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2},
        **{"num_attention_heads": 4, "image_size": SIDE, "patch_size": 16},
    }
    config = SmolVLMConfig(
        text_config=decoder,
        vision_config=encoder,
        scale_factor=2,
        image_token_id=2,
        tie_word_embeddings=False,
    )
    model = SmolVLMForConditionalGeneration(config)
    with torch.no_grad():
        # It can only generate whole words.
        model.lm_head.weight[: len(SPECIAL) + len(letters)] = 0
        model.lm_head.weight[len(SPECIAL) + len(letters) :] *= 50
    model.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=SPECIAL[0],
        eos_token=SPECIAL[1],
        pad_token=SPECIAL[0],
        additional_special_tokens=SPECIAL,
        chat_template=TEMPLATE,
    ).save_pretrained(folder)
    image = {
        **{"image_processor_type": "SmolVLMImageProcessor", "do_image_splitting": False},
        **{"do_resize": True, "do_rescale": True, "do_normalize": True, "do_pad": True},
        **{"image_mean": [0.5] * 3, "image_std": [0.5] * 3, "rescale_factor": 1 / 255},
        **{"max_image_size": {"longest_edge": SIDE}, "size": {"longest_edge": SIDE}},
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(image))
    processor = {"processor_class": "SmolVLMProcessor", "image_seq_len": 4}
    (folder / "processor_config.json").write_text(json.dumps(processor))
