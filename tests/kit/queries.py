"""What questions ask for, where nobody hears or types them."""

from functools import cache

from assistant.protocol.query import Intent, Query
from assistant.understanding.marks import resolved
from assistant.understanding.matcher import asked


@cache
def query_of(question: str, about: str = "") -> Query:
    """What a written question in English asks for, after an answer `about` a thing."""
    query = asked(question) or Query(Intent.QUESTION, question=question)
    return resolved(query, about)


def text_of(query: Query) -> str:
    """The question as a model is asked it."""
    return query.for_model.strip().rstrip("?!. ")
