"""What is asked for by name, found in a text by plain code."""

import pytest

from assistant.protocol.text import Text, TextLine
from assistant.skills.written import SURE, asks_for_text, mentioned, prominent, written
from tests.kit.queries import query_of

BOX = (0.1, 0.1, 0.9, 0.2)


def text(*lines: str, unsure: tuple[int, ...] = ()) -> Text:
    """Lines one below the other."""
    tops = (0.06 * number for number in range(len(lines)))
    return Text(
        tuple(
            TextLine(line, 0.99, (0.1, top, 0.9, top + 0.05), 30.0, unsure)
            for line, top in zip(lines, tops, strict=True)
        )
    )


LABEL = text(
    "Fairy Farm",
    "Whole milk 3.5 % fat",
    "Packed 02.03.2027",
    "Best before",
    "14 March 2027",
    "Price 1,29",
    "Info: +49 30 123456-78",
)


@pytest.mark.parametrize(
    ("question", "value", "line"),
    [
        ("when is the best before date?", "14 March 2027", "14 March 2027"),
        ("when does it expire", "14 March 2027", "14 March 2027"),
        ("what is the price", "1,29", "Price 1,29"),
        ("how much is this?", "1,29", "Price 1,29"),
        ("what is the phone number?", "+49 30 123456-78", "Info: +49 30 123456-78"),
    ],
)
def test_it_is_found_with_its_line(question: str, value: str, line: str) -> None:
    (found,) = written(query_of(question), LABEL)
    assert (found.value, found.line.text, found.clear) == (value, line, True)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("BEST BEFORE 14.03.2027", "14.03.2027"),
        ("Best before: 14/03/27 L0815", "14/03/27"),
        ("EXP 2027-03-14", "2027-03-14"),
        ("USE BY 14 MAR 27", "14 MAR 27"),
        ("BBE MAR 2027", "MAR 2027"),
        ("Best by March 14, 2027", "March 14, 2027"),
        ("mindestens haltbar bis 03/2027", "03/2027"),
        ("EXP 14 03 27", "14 03 27"),
        ("EXP 14th March 2027", "14th March 2027"),
        ("USE BY 14 MAR 17:32", "14 MAR"),
        ("USE BY 14 MAR", "14 MAR"),
        ("EXP 05/27", "05/27"),
        ("LOT 12345 EXP 2026-05", "2026-05"),
        ("EXP: 05 2026", "05 2026"),
        ("EXP 2026 05 12", "2026 05 12"),
        ("Consumir preferentemente antes del: 12 ENE 2027", "12 ENE 2027"),
        ("CAD 12 de abril de 2026", "12 de abril de 2026"),
        ("Fecha de caducidad 10 AGO 26", "10 AGO 26"),
        ("Vence: 12-DIC-2026", "12-DIC-2026"),
        ("Vto. 03/2027", "03/2027"),
    ],
)
def test_dates_are_found_as_they_are_printed(line: str, value: str) -> None:
    assert [one.value for one in written(query_of("use by date?"), text("Milk", line))] == [value]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Only $ 4.99!", "$ 4.99"),
        ("4,99 €", "4,99 €"),
        ("£12", "£12"),
        ("1.299,00 EUR", "1.299,00 EUR"),
        ("Total 23.50", "23.50"),
    ],
)
def test_prices_are_found_as_they_are_printed(line: str, value: str) -> None:
    assert [one.value for one in written(query_of("what does this cost"), text("Milk", line))] == [
        value
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Tel. 030 2509 644",
        "Call (020) 7946 0018",
        "Phone: +1 202-555-0143",
        "Tel (202) 555-0143",
    ],
)
def test_telephone_numbers_are_found_as_they_are_printed(line: str) -> None:
    (found,) = written(query_of("which number can I call?"), text("14.03.2027", line))
    assert found.value in line
    assert sum(letter.isdigit() for letter in found.value) >= 10


@pytest.mark.parametrize(
    "question",
    [
        "what is the total?",
        "what is the total amount?",
        "how much do i owe?",
        "is this out of date?",
    ],
)
def test_what_can_only_be_read_is_looked_for_in_the_text(question: str) -> None:
    assert asks_for_text(query_of(question))


@pytest.mark.parametrize(
    "question",
    [
        "what is this?",
        "what is the total number of chairs?",
        "what is the date today",
        "is there a phone on the table?",
        "how much milk is in the glass?",
        "what colour is the phone?",
        "how many people are there?",
        "is it a date or a fig?",
    ],
)
def test_questions_to_the_picture_are_left_to_it(question: str) -> None:
    assert not asks_for_text(query_of(question))


@pytest.mark.parametrize(
    "question",
    ["When is it good until?", "Until when is the milk good?", "How long is this good for?"],
)
def test_how_long_something_is_good_is_read(question: str) -> None:
    (found,) = written(query_of(question), text("Best before 14.03.2027"))
    assert found.value == "14.03.2027"


def test_where_several_could_be_meant_all_are_given() -> None:
    found = written(query_of("what is the price"), text("Tea £3.50", "Cake £4.20"))
    assert [one.value for one in found] == ["£3.50", "£4.20"]


def test_what_is_not_there_is_not_found() -> None:
    lines = text("12345678901234", "Net 500 g", "Lot 4711", "3.5 % fat")
    for question in ("best before date?", "what is the price?", "what is the phone number?"):
        assert written(query_of(question), lines) == ()


def test_an_unclear_line_is_told() -> None:
    (found,) = written(query_of("use by?"), text("Use by 14.03.2027", unsure=(2,)))
    assert not found.clear


def test_the_largest_clear_words_are_prominent() -> None:
    lines = (
        TextLine("Fairy", 0.99, BOX, 60.0),
        TextLine("Liqvid", 0.99, BOX, 70.0, (0,)),
        TextLine("Original", 0.99, BOX, 40.0),
        TextLine("Keep out of reach of children", 0.99, BOX, 12.0),
    )
    assert prominent(Text(lines)) == "Fairy. Original"
    letter = tuple(TextLine(one, 0.99, BOX, 60.0) for one in ("Dear Mrs Lee,", "Hurry!", "Bye."))
    assert prominent(Text(letter)) == "Dear Mrs Lee. Hurry! Bye"
    assert prominent(Text()) == ""
    assert prominent(Text((TextLine(" ".join("abcdefghijkl"), 0.9, BOX, 30.0),))) == ""
    long = ("Do not enter this building", "unless you are with a guide", "today")
    cut = Text(tuple(TextLine(line, 0.99, BOX, 30.0) for line in long))
    assert prominent(cut) == "Do not enter this building"


def test_only_what_is_read_surely_and_can_be_spoken_is_mentioned() -> None:
    lines = (
        TextLine("FIRE EXIT", 1.0, BOX, 60.0),
        TextLine("Push", SURE - 0.01, BOX, 60.0),
        TextLine("Cadburv", 1.0, BOX, 60.0, (0,)),
        TextLine("2", 1.0, BOX, 60.0),
        TextLine("\u51fa\u53e3\u51fa\u53e3", 1.0, BOX, 60.0),
        TextLine("Keep clear.", 1.0, BOX, 50.0),
    )
    assert mentioned(Text(lines)) == "FIRE EXIT. Keep clear"
    assert mentioned(Text()) == ""
    no, entry = TextLine("NO", 1.0, BOX, 60.0), TextLine("ENTRY", 1.0, BOX, 60.0)
    assert mentioned(Text((no, entry))) == "NO. ENTRY"
    assert mentioned(Text((no,))) == ""


@pytest.mark.parametrize(
    ("question", "lines", "values"),
    [
        ("when does it expire?", ("MFG 12/2023 EXP 12/2025",), ["12/2025"]),
        ("use by date?", ("PROD 01.02.2024 EXP 01.05.2026",), ["01.05.2026"]),
        ("use by date?", ("Best before: see lid", "Produced 01.02.2024"), []),
        (
            "best before date?",
            ("Best quality tea since 1920", "Packed on 01.02.24", "Best before 01.05.24"),
            ["01.05.24"],
        ),
        ("use by date?", ("EXP 12/2025", "EXP 12/2026"), ["12/2025", "12/2026"]),
        ("when does it expire?", ("Service conso 01.23.45.67.89",), []),
        ("when does it expire?", ("Sizes 30/32/34",), []),
        (
            "how much is the bill?",
            ("Milk 1.20", "Subtotal 10.00", "VAT 2.00", "Total 12.00"),
            ["12.00"],
        ),
        ("what is the price?", ("Old price $20.00", "New price $12.00"), ["$12.00"]),
        ("what is the price?", ("Price per kg 9.90 €", "200 g", "Price 1.98 €"), ["1.98 €"]),
        ("what is the total on the receipt?", ("Total 3 x 2.50 7.50",), ["7.50"]),
        ("what is the price?", ("1,29 price",), ["1,29"]),
        ("what is the price?", ("$12.5",), []),
        ("what is the price?", ("Mo-Do 9-18 Fr 9-12", "Page 3 p"), []),
        ("what is the price?", ("Save $5 - now only 19.99",), []),
        ("what is the price?", ("$1299.99",), ["$1299.99"]),
        ("what is the price?", ("Total 1,234.50",), ["1,234.50"]),
        ("what is the price?", ("18.50 Fr.",), ["18.50 Fr."]),
        ("what is the price?", ("only 50p",), ["50p"]),
        (
            "what is the phone number?",
            ("Call us Mon-Fri 09.00 - 17.00", "Tel 0800 123456"),
            ["0800 123456"],
        ),
        (
            "what is the phone number?",
            ("Mobile phones and more", "Fax: 030 1234567", "Tel 030 7654321"),
            ["030 7654321"],
        ),
        ("what is the price?", ("Total weight 0.25 kg", "2.23 €"), ["2.23 €"]),
        ("what is the price?", ("Net amount 0.50 l", "1.29 €"), ["1.29 €"]),
        ("what is the price?", ("Total fat 12.50 g",), []),
        ("what is the price?", ("Grundpreis 8.90 €/kg", "2.23 €"), ["2.23 €"]),
        ("when does it expire?", ("MFG. DATE  EXP. DATE", "03/2024  03/2026"), ["03/2026"]),
        ("when does it expire?", ("Packed on  Use by", "12.05.2025  20.05.2025"), ["20.05.2025"]),
        (
            "when does it expire?",
            ("LOT  MFG  EXP", "A123  03/2024  03/2026"),
            ["03/2024", "03/2026"],
        ),
        (
            "when does it expire?",
            ("Verpackt am  Zu verbrauchen bis", "12.05.2025  20.05.2025"),
            ["20.05.2025"],
        ),
        ("when does it expire?", ("Display until  Use by", "10.05.25  12.05.25"), ["12.05.25"]),
        (
            "when does it expire?",
            ("DISPLAY UNTIL", "USE BY", "10.05.2025", "12.05.2025"),
            ["10.05.2025", "12.05.2025"],
        ),
        ("use by?", ("Mindestens haltbar bis: siehe Deckel", "Verpackt am 12.03.2025"), []),
        ("use by?", ("Mindestens haltbar bis: siehe Deckel", "Abgefüllt am 12.03.2025"), []),
        ("use by?", ("CONSUMIR ANTES DE: VER TAPA", "ENVASADO 12/03/2025"), []),
        ("use by?", ("Best before: see lid", "Frozen on 12/03/2025"), []),
        ("use by?", ("Fecha de elaboración 10 MAR 2025", "CAD: VER TAPA"), []),
        (
            "use by?",
            (
                "Consumir preferentemente antes del: 12 ENE 2027",
                "Fecha de envasado 10 MAR 2025",
            ),
            ["12 ENE 2027"],
        ),
        ("use by?", ("EXP 05/27", "15.03.2024"), ["05/27"]),
        (
            "use by?",
            ("Mindestens haltbar bis / Best before", "14.03.2027", "Made in Germany"),
            ["14.03.2027"],
        ),
        ("use by?", ("Made in Germany", "Use by", "14.03.2027", "L 0815"), ["14.03.2027"]),
        ("what is the price?", ("Net £10.00", "Total inc VAT £12.00"), ["£12.00"]),
        ("what is the price?", ("Milk 1,20 €", "Summe inkl. MwSt 3,20 €"), ["3,20 €"]),
        ("what is the price?", ("Summe 3,20 € inkl. 0,21 € MwSt",), ["3,20 €"]),
        ("what is the price?", ("Milk £1.20", "Bread £2.00", "Total (2 items) £3.20"), ["£3.20"]),
        ("what is the price?", ("Milk 1.20", "Bread 2.00", "TOTAL 2 ITEMS 3.20"), ["3.20"]),
        ("what is the price?", ("BALANCE DUE 45.00", "TOTAL SAVINGS 3.00"), ["45.00"]),
        ("what is the price?", ("Total 45.00 Tendered 50.00",), ["45.00"]),
        ("what is the price?", ("Price £5.00 or £4.00 with card",), ["£5.00", "£4.00"]),
        ("what is the price?", ("Total  Paid", "12.00  20.00"), ["12.00", "20.00"]),
        ("what is the price?", ("2,23 €", "1 kg = 8,92 €"), ["2,23 €"]),
        ("what is the price?", ("2,23 €", "100 g = 0,89 €"), ["2,23 €"]),
        ("what is the price?", ("2,99 €", "Grundpreis 5,98 €"), ["2,99 €"]),
        ("what is the price?", ("2,99 €", "Literpreis 5,98 €"), ["2,99 €"]),
        ("what is the price?", ("Price/kg 9.90", "Price 1.98"), ["1.98"]),
        ("what is the price?", ("2,99 €", "Precio por kilo 5,98 €"), ["2,99 €"]),
        ("what is the price?", ("Total 12,50 € IVA 2,17 €",), ["12,50 €"]),
        (
            "what is the price?",
            ("Summe EUR 12,50 Gegeben EUR 20,00 Rückgeld EUR 7,50",),
            ["EUR 12,50"],
        ),
        ("what is the price?", ("Summe 12,50 Bar 20,00",), ["12,50"]),
        ("what is the price?", ("Chocolate bar £0.89",), ["£0.89"]),
        ("what is the price?", ("TOTAL EFECTIVO CAMBIO", "12,50 20,00 7,50"), ["12,50"]),
        ("what is the price?", ("Precio 2,99 € antes 3,99 €",), ["2,99 €"]),
        ("what is the price?", ("2,99 €", "Sie sparen 1,00 €", "zzgl. Versand 4,90 €"), ["2,99 €"]),
        ("what is the price?", ("2,99 €", "Ahorra 1,00 €"), ["2,99 €"]),
        ("what is the phone number?", ("Tel. 91 012 34 56",), ["91 012 34 56"]),
        ("what is the phone number?", ("Tel.912 345 678",), ["912 345 678"]),
        ("what is the phone number?", ("Teléfono: 612 345 678",), ["612 345 678"]),
        ("what is the phone number?", ("Móvil 612 34 56 78",), ["612 34 56 78"]),
        ("what is the phone number?", ("Call 0800 123456 24/7",), ["0800 123456"]),
        ("what is the phone number?", ("Tel 030 123456 9-17",), ["030 123456"]),
        ("what is the phone number?", ("Tel 030 12 34 56-78",), ["030 12 34 56-78"]),
        ("what is the phone number?", ("Call 12.03.2027 10:30",), []),
        ("what is the phone number?", ("Tel. 030 123456 / 030 123457",), ["030 123456"]),
        ("what is the phone number?", ("Tel. 01234 567890  01234 567891",), ["01234 567890"]),
        ("what is the phone number?", ("Telefax 030 123457",), []),
        ("what is the phone number?", ("GST ID: 001609584640",), []),
        ("what is the phone number?", ("IBAN DE12 0012 3456 7890",), []),
        ("what is the phone number?", ("Order no. 0049-12345678",), []),
    ],
)
def test_what_is_something_else_is_not_taken_for_it(
    question: str, lines: tuple[str, ...], values: list[str]
) -> None:
    assert [one.value for one in written(query_of(question), text(*lines))] == values


@pytest.mark.parametrize(
    "lines",
    [
        ("Best before: see lid", "Gebacken 12.03.2025"),
        ("Best before: in 2 years", "12.03.2025"),
        ("Lot  Display  Use by", "12.03.2025"),
    ],
)
def test_a_date_that_its_name_may_not_mean_is_no_sure_one(lines: tuple[str, ...]) -> None:
    (found,) = written(query_of("when does it expire?"), text(*lines))
    assert not found.clear


def beside(rotation: int) -> Text:
    """A name at the end of one column, and a column of prices beside it; turned in the picture."""
    boxes = {
        "Milk": (0.1, 0.1, 0.5, 0.2),
        "Total": (0.1, 0.3, 0.5, 0.4),
        "1.20": (0.6, 0.1, 0.8, 0.2),
        "3.20": (0.6, 0.3, 0.8, 0.4),
    }
    lines = []
    for line, (x0, y0, x1, y1) in boxes.items():
        for _ in range(rotation // 90):
            x0, y0, x1, y1 = 1 - y1, x0, 1 - y0, x1
        lines.append(TextLine(line, 0.99, (x0, y0, x1, y1), 30.0))
    return Text(tuple(lines), rotation)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_value_stands_beside_its_name_or_below_it(rotation: int) -> None:
    assert [one.value for one in written(query_of("what is the price?"), beside(rotation))] == [
        "3.20"
    ]


@pytest.mark.parametrize(
    ("question", "line", "clear"),
    [
        ("best before?", "14.03.2027", False),
        ("what is the date on the letter?", "14.03.2027", True),
        ("what is the phone number?", "0 12345 67890 5", False),
        ("what is the phone number?", "+49 30 1234567", True),
        ("what is the price?", "4,99 €", True),
    ],
)
def test_what_nothing_names_is_surely_meant_only_where_it_can_be_nothing_else(
    question: str, line: str, clear: bool
) -> None:
    (found,) = written(query_of(question), text(line))
    assert found.clear is clear
