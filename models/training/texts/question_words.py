"""Words that questions and answers need and the captions' vocabulary lacks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tokenizers import Tokenizer

from models.training.texts import vocabulary_text
from models.training.texts.question_parts import MadeQuestion


@dataclass(frozen=True)
class NewWords:
    """Words of the training questions that are not in the vocabulary.

    Each with the number of questions that contain it.
    """

    asked: Counter[str]
    """In the question."""
    answered: Counter[str]
    """In one of its answers."""

    def often(self) -> list[str]:
        """Words in at least three questions or their answers, most common first."""
        both = self.asked + self.answered
        return [word for word, count in both.most_common() if count >= 3]


def new_words(tokenizer: Tokenizer, items: Iterable[MadeQuestion]) -> NewWords:
    """The words of questions and answers that a tokenizer lacks."""
    new = NewWords(Counter(), Counter())
    for item in items:
        new.asked.update(set(unknown(tokenizer, item.question)))
        new.answered.update({w for answer in item.answers for w in unknown(tokenizer, answer)})
    return new


def unknown(tokenizer: Tokenizer, sentence: str) -> list[str]:
    """The words of a sentence that a tokenizer does not know."""
    normal = tokenizer.normalizer.normalize_str(sentence)
    words = [word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(normal)]
    return [word for word in words if tokenizer.token_to_id(word) is None]


def extended(tokenizer: Tokenizer, words: Iterable[str]) -> Tokenizer:
    """A tokenizer with further words appended; existing ids stay."""
    table = tokenizer.get_vocab(with_added_tokens=False)
    old = sorted(table, key=lambda word: table[word])[len(vocabulary_text.SPECIAL) :]
    return vocabulary_text.new_tokenizer([*old, *(word for word in words if word not in table)])
