"""The user's own table of what the numbers of codes stand for."""

from pathlib import Path

import numpy as np
import pytest

from assistant.settings.config import user_file
from assistant.skills.codes import barcodes, products
from assistant.skills.codes.products import Products
from benchmarks.codes import drawn
from tests.kit.fakes import FakeModel, skills

MARKER = "4006381333931"


@pytest.mark.parametrize(
    ("table", "names"),
    [
        (f"{MARKER},Yellow marker\n", {MARKER: "Yellow marker"}),
        (f'code;name\n"{MARKER}"; "Marker, 1.20 euros"\n', {MARKER: "Marker, 1.20 euros"}),
        (f"\ufeff0{MARKER}\tMarker\n{MARKER},Another\n", {MARKER: "Marker"}),
        (f"{' '.join(MARKER)}, Marker\n", {MARKER: "Marker"}),
        ("400-6381-33393-1,Marker, 5 - 10 mm\n", {MARKER: "Marker, 5 - 10 mm"}),
        (f"{MARKER}\n{MARKER},\n1{MARKER},Other\n\n", {}),
    ],
)
def test_a_number_is_looked_up(tmp_path: Path, table: str, names: dict[str, str]) -> None:
    path = tmp_path / "products.csv"
    path.write_text(table, encoding="utf-8")
    assert products.look_up([MARKER, "https://a.example"], path) == Products(names)


def test_a_table_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_bytes(f"{MARKER},Gr\xfcn".encode("latin-1"))
    known = products.look_up([MARKER], path)
    assert str(known.fault) == "Your product table could not be read. Check the file products.csv."
    assert str(barcodes.spoken((barcodes.Code("EAN-13", MARKER),), known)).endswith(
        f"3 1. {known.fault}"
    )
    assert products.look_up(["some text"], path) == Products(), "no number is looked for"


def test_a_code_is_told_with_the_name_of_the_users_own_table() -> None:
    photo = drawn("EAN-13", MARKER, np.random.default_rng(3))
    number = f"EAN-13 code: {' '.join(MARKER)}."
    assert str(skills(FakeModel()).run(photo, "codes").spoken) == number
    user_file().parent.mkdir(parents=True)
    user_file().with_name("products.csv").write_text(f"{MARKER},Yellow marker\n")
    assert str(skills(FakeModel()).run(photo, "codes").spoken) == f"Yellow marker. {number}"
