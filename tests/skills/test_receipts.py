"""What a receipt says of itself: the sum that was to be paid, the shop and its address."""

import pytest

from assistant.protocol.text import Text, TextLine
from assistant.skills.receipts import address, paid, shop
from assistant.skills.written import asks_for_text, written
from assistant.understanding.language_file import of
from assistant.understanding.matcher import asked
from models.interfaces import Certainty
from tests.kit.queries import query_of

PLAIN, PROBABLY, UNSURE, _ = Certainty


def receipt(*printed: str, unsure: tuple[int, ...] = ()) -> Text:
    """Lines one below the other; "|" separates two that stand side by side."""
    lines = []
    for number, row in enumerate(printed):
        parts = row.split("|")
        for place, part in enumerate(parts):
            left, right = place / len(parts), (place + 0.9) / len(parts)
            box = (left, 0.03 * number, right, 0.03 * number + 0.025)
            lines.append(TextLine(part, 0.99, box, 30.0, unsure))
    return Text(tuple(lines))


def sum_of(*printed: str) -> tuple[str, Certainty | None] | None:
    found = paid(receipt(*printed))
    return None if found is None else (found.value, found.certainty)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        (("Bread  2.00", "Milk  1.10", "Total  3.10", "Cash  5.00", "Change  1.90"), "3.10"),
        (("Bread  2.00", "Subtotal  3.10", "Cash  5.00", "Change  1.90"), "3.10"),
        (("Sub-total  10.00", "GST 6%  0.60", "Total  10.60"), "10.60"),
        (("Subtotal  80.00", "10% Srv Chg  8.00", "GST 6%  5.28", "Total:  93.28"), "93.28"),
        (("Total Sales (Incl. GST) RM 45.34", "Rounding RM .01", "Total RM 45.35"), "45.35"),
        (("Total  45.34", "Rounding  45.35", "CREDIT 45.35", "CHANGE  .00"), "45.35"),
        (("Total 0%: 6.00", "Total 6%: 28.20", "GST 1.60", "Total payable: 34.20"), "34.20"),
        (("44 Type  Total  20.90", "Discount  0.90", "CASH  20.00"), "20.00"),
        (("Sub-Total  15.60", "Voucher  8.40", "Grand Total  7.20", "Payment  10.00"), "7.20"),
        (("SUBTOTAL  92.50", "GST  1.50", "|94.00", "CASH  94.00", "CHANGE  0.00"), "94.00"),
        (("SUBTOTAL|44.90", "TL:RM|44.90", "CASH  100.00", "CASH CHANGE  55.10"), "44.90"),
        (("Brot  2,40", "Kaffee  3,00", "SUMME EUR  5,40", "Bar  10,00", "Rückgeld  4,60"), "5,40"),
        (("Netto 10,00", "MwSt 19 % 1,90", "Gesamtbetrag  11,90 €"), "11,90 €"),
        (("PAN  1,20", "TOTAL  1,20", "EFECTIVO  2,00", "CAMBIO  0,80"), "1,20"),
        (("Total  $1,299.00", "VISA  $1,299.00"), "$1,299.00"),
    ],
)
def test_the_sum_that_was_to_be_paid_is_plain_where_two_things_agree(
    printed: tuple[str, ...], value: str
) -> None:
    assert sum_of(*printed) == (value, PLAIN)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (("Total  16.00", "GST 6%  0.91"), ("16.00", PROBABLY)),
        (("Total  16.00", "GST 6%  0.91", "Cash  15.00"), ("16.00", UNSURE)),
        (("Total excl. GST  97.60", "Amount due  6.44"), ("6.44", UNSURE)),
        (("Total Sales  8.40", "Cash  18.00", "Change  1.00"), ("8.40", PROBABLY)),
        (("Subtotal  20.40", "GST 6%  1.15", "Tea  3.00"), ("20.40", UNSURE)),
        (("Tea  3.00", "Cake  4.50"), None),
        (("Total  23.50",), None),
        (("GST 6%  1.15", "Total GST  1.15"), None),
    ],
)
def test_where_less_speaks_for_a_sum_it_is_less_sure(
    printed: tuple[str, ...], expected: tuple[str, Certainty] | None
) -> None:
    assert sum_of(*printed) == expected


def test_one_name_of_an_unclear_sum_is_not_enough() -> None:
    found = paid(receipt("Total  16.00", "GST 6%  0.91", unsure=(1,)))
    assert found is not None
    assert found.certainty is UNSURE


def test_neither_cash_nor_change_nor_tax_nor_a_quantity_is_the_total() -> None:
    text = receipt("Total Qty  4.00", "Total  9.60", "GST  0.54", "Cash  20.00", "Change  10.40")
    assert [one.value for one in written(query_of("What is the total?"), text)] == ["9.60"]
    assert [one.value for one in written(query_of("How much did I have to pay?"), text)] == ["9.60"]


CORNER_SHOP = receipt(
    "31802013",
    "TAX INVOICE",
    "CORNER BOOKS SDN BHD (123456-X)",
    "No 7, Jalan Ipoh Batu 5,",
    "51200 Kuala Lumpur,",
    "Malaysia",
    "Tel: 03-6258 7191",
    "Total  7.00",
    "Cash  7.00",
)
LADEN = receipt("Bäckerei Meier GmbH", "Hauptstr. 12", "69117 Heidelberg", "Tel. 06221 123456")
CAFE = receipt("The Blue Café", "12 High Street", "Leeds LS1 4AP", "Total  7.00", "Cash  7.00")


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        (
            CORNER_SHOP,
            "CORNER BOOKS SDN BHD",
            "No 7, Jalan Ipoh Batu 5, 51200 Kuala Lumpur, Malaysia",
        ),
        (LADEN, "Bäckerei Meier GmbH", "Hauptstr. 12, 69117 Heidelberg"),
        (CAFE, "The Blue Café", "12 High Street, Leeds LS1 4AP"),
    ],
)
def test_the_shop_and_its_address_stand_at_the_top(text: Text, name: str, place: str) -> None:
    (of_shop,) = written(query_of("Which shop is it?"), text)
    (of_place,) = written(query_of("What is the address?"), text)
    assert (of_shop.value, of_place.value) == (name, place)
    assert of_place.certainty is PLAIN
    assert of_shop.certainty is (PROBABLY if text is CAFE else PLAIN)


def test_a_name_may_go_over_two_lines() -> None:
    found = shop(receipt("POPULAR PAPER", "CO. (M) SDN BHD", "No 8, Jalan 7"))
    assert found is not None
    assert found.value == "POPULAR PAPER CO. (M) SDN BHD"
    found = shop(receipt("HOME TOOLS &", "ELECTRICAL TRADING", "No 8, Jalan 7"))
    assert found is not None
    assert found.value == "HOME TOOLS & ELECTRICAL TRADING"


def test_what_is_no_receipt_has_no_shop_and_no_address() -> None:
    text = receipt("Whole milk", "3.5 % fat", "Best before 14.03.2027")
    assert shop(text) is None
    assert address(text) is None


@pytest.mark.parametrize(
    "question",
    [
        *("Which shop is it?", "What is the address?", "What did I buy?", "When was this?"),
        *("What is the tax?", "How much change did I get?"),
    ],
)
def test_what_a_receipt_tells_is_looked_for_in_the_text(question: str) -> None:
    assert asks_for_text(query_of(question))


@pytest.mark.parametrize(
    "question",
    [
        *("What is the password?", "What is the VAT number?", "What is the tax code?"),
        *("What is the subject?", "What is the credit card number?", "What are the changes?"),
    ],
)
def test_what_only_sounds_like_a_sum_is_left_to_the_page(question: str) -> None:
    assert not asks_for_text(query_of(question))


SUMS = ("Total  6.30", "GST  0.36", "Cash  10.00", "Change  3.70")
IN_ROWS = receipt("Item  Qty  Amount", "1 x Brown bread  2.20", "2  Milk chocolate  3.00 A", *SUMS)
IN_ROWS_COMPLETE = receipt(
    "Item  Qty  Amount", "1 x Brown bread  2.20", "2  Milk chocolate  4.10 A", *SUMS
)
NAMED_BELOW = receipt(
    *("Item  Qty  Price  Amount", "9556641320027  2  1.10  2.20 SR", "BROWN BREAD 400G"),
    *("9556231110045  1  4.10  4.10 ZRL", "MILK CHOCOLATE", *SUMS),
)
NAMED_ABOVE = receipt("Brown bread", "2 x 1.10  2.20", "Milk chocolate", "1 x 4.10  4.10", *SUMS)


@pytest.mark.parametrize(
    ("text", "names", "certainty"),
    [
        (IN_ROWS_COMPLETE, "Brown bread, Milk chocolate", PLAIN),
        (NAMED_BELOW, "BROWN BREAD 400G, MILK CHOCOLATE", PLAIN),
        (NAMED_ABOVE, "Brown bread, Milk chocolate", PLAIN),
        (IN_ROWS, "Brown bread, Milk chocolate", PROBABLY),
    ],
)
def test_what_was_bought_is_plain_where_the_prices_add_up(
    text: Text, names: str, certainty: Certainty
) -> None:
    (found,) = written(query_of("What did I buy?"), text)
    assert (found.value, found.certainty) == (names, certainty)


def test_a_name_that_cannot_be_read_makes_the_others_likely() -> None:
    text = receipt("Brown bread  2.20", "9556231110045  4.10", *SUMS)
    (found,) = written(query_of("What did I buy?"), text)
    assert (found.value, found.certainty) == ("Brown bread", PROBABLY)


def test_nothing_was_bought_where_there_are_no_prices() -> None:
    assert written(query_of("What did I buy?"), receipt("Brown bread", "Milk chocolate")) == ()


@pytest.mark.parametrize("text", [IN_ROWS_COMPLETE, NAMED_BELOW, NAMED_ABOVE])
@pytest.mark.parametrize(
    "question", ["What did I pay for the chocolate?", "How much was the milk chocolate?"]
)
def test_an_item_has_its_own_price(text: Text, question: str) -> None:
    (found,) = written(query_of(question), text)
    assert (found.value, found.certainty) == ("4.10", PLAIN)
    assert "chocolate" in found.line.text.lower()


def test_an_item_is_likely_where_the_prices_do_not_add_up() -> None:
    (found,) = written(query_of("What did I pay for the chocolate?"), IN_ROWS)
    assert (found.value, found.certainty) == ("3.00", PROBABLY)


def test_of_two_items_alike_neither_is_meant() -> None:
    text = receipt("White bread  2.20", "Brown bread  4.10", *SUMS)
    assert [one.certainty for one in written(query_of("How much was the bread?"), text)] != [PLAIN]


@pytest.mark.parametrize(
    ("language", "question", "value"),
    [
        ("en", "What is the tax?", "0.36"),
        ("en", "What is the GST?", "0.36"),
        ("en", "How much change did I get?", "3.70"),
        ("en", "How much tax did I pay?", "0.36"),
        ("de", "Wie hoch ist die Mehrwertsteuer?", "0.36"),
        ("de", "Wie viel Wechselgeld habe ich bekommen?", "3.70"),
        ("es", "¿Cuánto es el IVA?", "0.36"),
        ("es", "¿Cuánto me devolvieron de cambio?", "3.70"),
    ],
)
def test_other_sums_are_known_by_their_name(language: str, question: str, value: str) -> None:
    query = asked(question, of(language))
    assert query is not None
    assert [one.value for one in written(query, NAMED_ABOVE)] == [value]


def test_a_sum_of_which_there_are_two_is_left_open() -> None:
    text = receipt("Tea  3.00", "GST 6%  0.18", "GST 10%  0.30", "Total  3.48")
    assert written(query_of("What is the tax?"), text) == ()
