"""Names of things: synonyms, plurals, kinds, and what is never said. Pure. A `Lexicon`."""

from models.lexicon.names import head as head
from models.lexicon.names import kind_of as kind_of
from models.lexicon.sentence_ends import sentence_ends as sentence_ends
