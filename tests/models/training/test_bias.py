"""On which photos the names are wrong."""

import numpy as np
import pytest

from models.interfaces import ImageEncoding, SeenObject
from models.training.export.bias import group_figures
from models.training.export.calibrate import Observed


def observed(objects: list[str], **said: float) -> Observed:
    things = tuple(SeenObject(name, value) for name, value in said.items())
    return Observed({"objects": objects}, ImageEncoding(things, None, 0.0, None), ())


def test_each_kind_of_photo_has_its_own_share_of_absent_names() -> None:
    seen = [
        observed(["person", "dog"], person=0.95, cat=0.97),
        observed(["person"], person=0.95),
        observed(["toilet"], toilet=0.99),
        observed(["kite", "person"], kite=0.5),
    ]
    light = np.array([10.0, 100.0, 200.0, 220.0])
    found = {one.group: one for one in group_figures(seen, light, plain=0.9)}
    assert found["People in the photo"].photos == 3
    assert found["People in the photo"].absent == pytest.approx(1 / 3)
    assert found["People in the photo"].spoken == pytest.approx(2 / 3)
    assert found["No people"].absent == 0
    assert found["Indoors"].photos == 1
    assert found["Outdoors"].photos == 1
    assert np.isnan(found["Outdoors"].absent)
    assert found["The darkest third"].photos == 2
    assert found["The brightest third"].photos == 2
