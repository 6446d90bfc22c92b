"""The words that the decoder reads and says."""

from tokenizers import Tokenizer

from models.training.common.data import Folders
from models.training.texts import vocabulary_text
from models.training.texts.corpus import photo_samples
from models.training.texts.question_words import extended, new_words
from models.training.texts.questions import asked


def vocabulary(folders: Folders) -> Tokenizer:
    """The tokenizer for all training texts, built once; words of captions come first."""
    path = folders.work / "tokenizer.json"
    if not path.exists():
        texts = vocabulary_text.read_captions(folders, "coco") + vocabulary_text.read_captions(
            folders, "vizwiz"
        )
        for source, samples in photo_samples(folders, "train").items():
            often = 3 if source == "flickr8k" else 1
            for sample in samples:
                texts += [caption for caption in sample.captions for _ in range(often)]
        with_questions(folders, vocabulary_text.build_tokenizer(texts, least=6)).save(
            str(path), pretty=False
        )
    return Tokenizer.from_file(str(path))


def with_questions(folders: Folders, tokenizer: Tokenizer) -> Tokenizer:
    """A tokenizer with the words of the training questions appended."""
    items = [item for part in asked(folders, "train").values() for item in part]
    return extended(tokenizer, new_words(tokenizer, items).often())
