from dataclasses import dataclass, replace

import pytest

from models.layered import LayeredEncoding, tokens_of
from tests.kit.fakes import look, picture


@dataclass
class Own:
    """Tokens of a model."""


def test_the_tokens_beneath_those_of_other_models_are_found() -> None:
    own = Own()
    seen = replace(look(), tokens=own)
    for _ in range(2):
        seen = replace(look(), tokens=LayeredEncoding(seen, picture()))
    assert tokens_of(seen, Own) is own
    with pytest.raises(TypeError, match="another model"):
        tokens_of(seen, str)
