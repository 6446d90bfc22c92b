"""On which photos the names are wrong."""

import numpy as np
import pytest

from models.interfaces import Certainty, Claim, ClaimKind, ImageEncoding
from models.training.common.observed import Observed
from models.training.export.bias import group_figures


def observed(objects: list[str], *plain: str, probable: str = "") -> Observed:
    claims = [Claim(ClaimKind.PRESENCE, name, "", certainty=Certainty.PLAIN) for name in plain]
    claims.append(Claim(ClaimKind.PRESENCE, probable, "", certainty=Certainty.PROBABLY))
    look = ImageEncoding((), None, 0.0, None, claims=tuple(claims))
    return Observed({"objects": objects}, look, ())


def test_each_kind_of_photo_has_its_own_share_of_absent_names() -> None:
    seen = [
        observed(["person", "dog"], "person", "cat"),
        observed(["person"], "person"),
        observed(["toilet"], "toilet"),
        observed(["kite", "person"], probable="kite"),
    ]
    light = np.array([10.0, 100.0, 200.0, 220.0])
    found = {one.group: one for one in group_figures(seen, light)}
    assert found["People in the photo"].photos == 3
    assert found["People in the photo"].absent == pytest.approx(1 / 3)
    assert found["People in the photo"].spoken == pytest.approx(2 / 3)
    assert found["No people"].absent == 0
    assert found["Indoors"].photos == 1
    assert found["Outdoors"].photos == 1
    assert np.isnan(found["Outdoors"].absent)
    assert found["The darkest third"].photos == 2
    assert found["The brightest third"].photos == 2
