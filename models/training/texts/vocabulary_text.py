"""The decoder's vocabulary: whole words, lower case, no punctuation."""

import gzip
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase, Replace, Sequence
from tokenizers.pre_tokenizers import WhitespaceSplit

from models.embedded.ranking import plain
from models.training.common.data import Folders, records

SPECIAL = ("<pad>", "<bos>", "<eos>", "<unk>", "<describe>", "<list>", "<detail>", "<ask>")
PAD, BOS, EOS, UNK, DESCRIBE, LIST, DETAIL, ASK = range(len(SPECIAL))


def new_tokenizer(words: Iterable[str]) -> Tokenizer:
    """A tokenizer of the special tokens and these words, in this order."""
    vocabulary = {word: number for number, word in enumerate([*SPECIAL, *words])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.normalizer = Sequence(
        [Lowercase(), Replace("'s", " 's "), Replace(Regex("[^a-z0-9' ]+"), " ")]
    )
    tokenizer.pre_tokenizer = WhitespaceSplit()
    return tokenizer


def build_tokenizer(texts: Iterable[str], least: int) -> Tokenizer:
    """A tokenizer of the words that occur at least `least` times, most frequent first."""
    splitter = new_tokenizer([])
    normaliser, cutter = splitter.normalizer, splitter.pre_tokenizer
    counts: Counter[str] = Counter()
    for text in texts:
        for word, _ in cutter.pre_tokenize_str(normaliser.normalize_str(text)):
            counts[word] += 1
    kept = [word for word, count in counts.most_common() if count >= least]
    return new_tokenizer(kept)


def read_captions(folders: Folders, name: str) -> list[str]:
    """The captions without photos, `coco` or `vizwiz`.

    Leaves out notes on unreadable photos and the captions of validation photos.
    """
    path: Path = folders.data / f"captions_{name}_text.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [line.strip() for line in lines]
    rows = records(folders, "coco")
    judged = {
        plain(caption)
        for row in rows
        if row["split"] == "val"
        for caption in row.get("captions", ())
    }
    return [
        text
        for text in texts
        if text and "quality issues" not in text.lower() and plain(text) not in judged
    ]
