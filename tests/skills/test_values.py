"""Dates, prices and telephone numbers as labels, receipts and signs print them."""

import pytest

from assistant.protocol.text import Text, TextLine
from assistant.skills.values import Written
from assistant.skills.written import written
from tests.kit.queries import query_of


def asked(question: str, printed: str) -> tuple[Written, ...]:
    """What is found in lines one below the other, which "|" separates."""
    lines = enumerate(printed.split("|"))
    return written(
        query_of(question),
        Text(
            tuple(
                TextLine(line, 0.99, (0.1, 0.06 * number, 0.9, 0.06 * number + 0.05), 30.0)
                for number, line in lines
            )
        ),
    )


def plain(question: str, printed: str) -> str | None:
    """The one value that is surely meant."""
    found = asked(question, printed)
    return found[0].value if len(found) == 1 and found[0].clear else None


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("Tel. 040 123 45 6-0", "040 123 45 6-0"),
        ("Tel. 06221 12 34 5-0", "06221 12 34 5-0"),
        ("Tel. +49 40 3333 4-0", "+49 40 3333 4-0"),
        ("Tel. 089 2180-0 20-22", "089 2180-0 20-22"),
        ("Tel. 030 123456 9-17", "030 123456"),
        ("Tel. 030 123456  9-17", "030 123456"),
        ("Call 030 12 34 56 24/7", "030 12 34 56"),
        ("Tel. Zimmer 12 030 123456", "030 123456"),
        ("Tel 1 030 123456", "030 123456"),
        ("Call 24/7 0800 123456", "0800 123456"),
        ("Phone 2 0171 1234567", "0171 1234567"),
        ("Mobile 1 07700 900123", "07700 900123"),
        ("Tel. 91 012 34 56", "91 012 34 56"),
        ("Phone number: 12345 67890", "12345 67890"),
        ("Call us on 12345 67890", "12345 67890"),
        ("Teléfono de contacto: 912 345 678", "912 345 678"),
        ("Teléfono (gratuito): 900 123 456", "900 123 456"),
        ("Order by|Tel.|030 123456|Fax 030 654321", "030 123456"),
        ("Phone|Office 030 123456", "030 123456"),
        ("Tel. 01803 123456 (9 ct/Min)", "01803 123456"),
        ("Hotline: 0180 5 123456 (0,14 €/Min. aus dem Festnetz)", "0180 5 123456"),
        ("Tel. 01806 123456 (20 ct/Anruf)", "01806 123456"),
        ("Tel. 030 123456 (8-18 Uhr)", "030 123456"),
        ("Tel. 030 123456 (2. Stock)", "030 123456"),
        ("Hotline 0800 123456 (24 h)", "0800 123456"),
        ("Tel. 030 (123456", "030 (123456"),
        ("Tel. (030 123456", "(030 123456"),
        ("Tel. 030 / 1234567", "030 / 1234567"),
        ("Telefon: 030 / 123 45 67", "030 / 123 45 67"),
        ("Tel. (030) / 1234567", "(030) / 1234567"),
        ("Phone: 012 345 6789 / 012 345 6780", "012 345 6789"),
        ("Tel./Fax 030/1234567", "030/1234567"),
        ("Tel. + Fax 0221/123456", "0221/123456"),
        ("Tel. und Fax 0221/123456", "0221/123456"),
        ("Tel. u. Fax 0221/123456", "0221/123456"),
        ("Telefon/Telefax 0221/123456", "0221/123456"),
        ("Phone and Fax 020 7946 0018", "020 7946 0018"),
        ("Phone/Fax: 555 123 4567", "555 123 4567"),
        ("Tel. y Fax: 912 345 678", "912 345 678"),
        ("Tel. 0221 123456 - Fax 0221 123457", "0221 123456"),
        ("Tel. 0221 123456 und Fax 0221 123457", "0221 123456"),
        ("Tel.: 030/1234567 Fax: 030/1234568", "030/1234567"),
        ("Freephone 0800 123 4567", "0800 123 4567"),
        ("Kundentelefon 0800 123456", "0800 123456"),
        ("Servicetelefon: 0800 123456", "0800 123456"),
        ("Call 0345 600 0000 9-5 Mon-Fri", "0345 600 0000"),
        ("Call 0345 600 0000 8-8", "0345 600 0000"),
        ("Tel. 030 1234567 10.00-12.00", "030 1234567"),
        ("Tel. 030 1234567 8.00 - 12.00 Uhr", "030 1234567"),
        ("Tel. 030 1234567 8:00 - 12:00", "030 1234567"),
        ("Call 0800 123 4567 24 hours", "0800 123 4567"),
        ("Call 0800 123 4567 7 days", "0800 123 4567"),
        ("Hotline 0180 5 12345 14 ct/Min", "0180 5 12345"),
        ("Tel. 030 1234567 2. OG", "030 1234567"),
        ("Tel. 030 1234567 8 bis 17 Uhr", "030 1234567"),
        ("Call 0345 600 0000 9 to 5", "0345 600 0000"),
        ("Tel. 0900 1 123456 1,99 €/Min", "0900 1 123456"),
        ("Tel: 01234 567890 01.03.2027", "01234 567890"),
        ("Call 0345 600 0000 8am-8pm", "0345 600 0000"),
        ("Tel. +49 30 / 1234567", "+49 30 / 1234567"),
        ("Tel. 0049 30 / 1234567", "0049 30 / 1234567"),
        ("Tel. +49 (0) 6221 / 12 34 56", "+49 (0) 6221 / 12 34 56"),
    ],
)
def test_telephone_numbers(printed: str, value: str) -> None:
    assert plain("what is the phone number?", printed) == value


@pytest.mark.parametrize(
    ("printed", "values"),
    [
        ("Musterstr. 5 030 123456", ["030 123456"]),
        ("Service Mo-Sa 9-20 0800 1234567", ["0800 1234567"]),
        ("Smartphone 123456789", []),
        ("E-Mail/Fax 030 1234567", []),
        ("Tel. Madrid 912 345 678", ["912 345 678"]),
        ("Phone model 12345 67890", ["12345 67890"]),
        ("Phone|Office 030 123456|Home 030 654321", ["030 123456"]),
        ("iPhone 15 SN 123456789", []),
        ("Headphones model 12345 67890", []),
        ("Phone|Model 12345 67890", []),
        ("Card 4000 0123 4567 8901", []),
        ("Call 0800 123 HELP", ["0800 123"]),
        ("Call 1-800-555-TAXI", ["1-800-555"]),
        ("Tel 020 7946 OO18", ["020 7946"]),
        ("Tel 020 7946 0018x5", ["020 7946"]),
        ("Store at +15 - 25 °C", []),
        ("+2.5 - 8.0 °C", []),
        ("0.5 - 1.5 mg", []),
        ("01/02/2027 10:30", []),
        ("+1000000 downloads", ["+1000000"]),
    ],
)
def test_telephone_numbers_that_are_none_or_may_be_one(printed: str, values: list[str]) -> None:
    found = asked("what is the phone number?", printed)
    assert [one.value for one in found] == values
    assert not any(one.clear for one in found)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("Mindestens haltbar bis: 14.03.2027|Verbraucherservice Mo-Fr 08.30 - 17.00", "14.03.2027"),
        ("EXP 05-27 LOT A123", "05-27"),
        ("EXP 05/27 see lid", "05/27"),
        ("zu verbrauchen bis 14.03.", "14.03."),
        ("Verbrauchsdatum: 14.03.2027", "14.03.2027"),
        ("Fecha de consumo preferente: 12/2027", "12/2027"),
        ("Use within 10-14 days|Use by 14 MAR", "14 MAR"),
        ("Mindestens haltbar bis|Best before|14.03.2027|Abgefüllt 01.02.2026", "14.03.2027"),
        ("Mindestens haltbar bis|Best before|14.03.2027|Lot 01.02.2026", "14.03.2027"),
        ("Made in Italy|Best before|14.03.2027|Packed 10.02.2026", "14.03.2027"),
        ("LOT|EXP|A1234|03/2026", "03/2026"),
        ("ELABORACION 14/03/25 VENCIMIENTO 14/03/27", "14/03/27"),
        ("Fecha de elaboracion 14/03/25 Fecha de vencimiento 14/03/27", "14/03/27"),
        ("Fecha de vencimiento: 14/03/2027", "14/03/2027"),
        ("Fecha de vto. 03/2027", "03/2027"),
        ("Vencimiento: 03/27", "03/27"),
        ("verw. bis 05.27", "05.27"),
        ("Verwendbar bis 05/27", "05/27"),
        ("Ch.-B.|verw. bis|12345|05.27", "05.27"),
        ("Verwendbar bis 05/2027|Stand der Information 01/2024", "05/2027"),
        ("Nach dem Öffnen 6 Wochen haltbar.|Verwendbar bis: 09/2026", "09/2026"),
        ("VALID THRU 12/26", "12/26"),
        ("Good through 12/26", "12/26"),
        ("Valid until 31/12/2026", "31/12/2026"),
        ("GOOD THRU|12/26", "12/26"),
        ("Válido hasta 12/26", "12/26"),
        ("Gültig bis 31.12.2026|Ausgestellt am 01.01.2024", "31.12.2026"),
        ("Issued 01/01/2024|Valid until 31/12/2026", "31/12/2026"),
        ("Zu verbr. bis 25.12.", "25.12."),
        ("CONS. PREF. ANTES DE: 08/03/26", "08/03/26"),
        ("Preferentemente antes del fin de 08/2026", "08/2026"),
        ("EXP 05 26", "05 26"),
        ("EXP: 05 26|LOT: 1234", "05 26"),
        ("Best before|28 MAR|L 23.11.25", "28 MAR"),
        ("Best before|L 4711|14.03.27", "14.03.27"),
        ("BEST BEFORE 0,5 l 14.03.27", "14.03.27"),
        ("EXP MAR-2027", "MAR-2027"),
        ("EXP:05/27", "05/27"),
        ("Exp.:05/27", "05/27"),
        ("CAD.05/27", "05/27"),
        ("USE BY:14 MAR", "14 MAR"),
        ("MHD:14.03.", "14.03."),
        ("EXP05/27", "05/27"),
        ("EXP03.2027LOT123", "03.2027"),
        ("BBE14/03/27", "14/03/27"),
        ("MHD14.03.2027", "14.03.2027"),
        ("BBD 14/03/27", "14/03/27"),
        ("Consumir preferentemente antes del fin de: 03-2027 L: 12-25", "03-2027"),
        ("EXP MAR/27", "MAR/27"),
        ("EXP 2027 MAR 14", "2027 MAR 14"),
        ("EXP 2027-MAR-14", "2027-MAR-14"),
        ("Best by JAN 05 27 B 12:34", "JAN 05 27"),
        ("Best by JAN 05 24 oz", "JAN 05"),
    ],
)
def test_last_days(printed: str, value: str) -> None:
    assert plain("when does it expire?", printed) == value


@pytest.mark.parametrize(
    ("printed", "values"),
    [
        ("Best before 12-18 months", []),
        ("EXP 12 34 56 78", []),
        ("EXPORT05/27", []),
        ("EXP 12:05/27", []),
        ("05 26", []),
        ("Best before, call 09 30 - 12 30", []),
        ("Best before 10 20 days", []),
        ("Consumir en 10-12 dias", []),
        ("Consumir en 10-12 días", []),
        ("innerhalb von 10-12 Tagen verbrauchen", []),
        ("Haltbar 10-12 Monate", []),
        ("Verbraucherservice Mo-Fr 08.30 - 17.00 Uhr", []),
        ("Consumer careline 09.30 - 17.30", []),
        ("Best before, call 09.30 - 12.30", []),
        ("Verbrauch 10-12", []),
        ("MHD: 12.03. - 14.03.", []),
        ("Gekühlt 10-12 Tage haltbar", []),
        ("Consumption 10/12", []),
        ("Best before 10-12 servings", ["10-12"]),
        ("Haltbar 10-12 Portionen", ["10-12"]),
        ("Packed|Use by|Weight|10 MAR|14 MAR|200 g", ["10 MAR", "14 MAR"]),
        ("LOT|MFG|EXP|A1234|03/2024|03/2026", ["03/2024", "03/2026"]),
        ("Elab.|Venc.|14/03/25|14/03/27", ["14/03/25", "14/03/27"]),
        ("Abpackung|Haltbar bis|14.03.25|14.03.27", ["14.03.25", "14.03.27"]),
        ("DISPLAY UNTIL|USE BY|10.05.2025|12.05.2025", ["10.05.2025", "12.05.2025"]),
        ("Best before: see lid|L23.11.25", []),
        ("MHD siehe Deckel|L 23.11.25 14:30", []),
        ("Best before 18 months from 03/2025", ["03/2025"]),
        ("Haltbarkeit: 24 Monate ab 03/2025", ["03/2025"]),
        ("Mindestens haltbar 12 Monate ab Abfülldatum 14.03.2025", ["14.03.2025"]),
        ("Consumir antes de 12 meses desde 03/2025", ["03/2025"]),
        ("SELL BY 01/05 USE BY 01/08", ["01/05", "01/08"]),
    ],
)
def test_last_days_that_are_none_or_may_be_one(printed: str, values: list[str]) -> None:
    found = asked("when does it expire?", printed)
    assert [one.value for one in found] == values
    assert not any(one.clear for one in found)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("Deposit paid|Total|£12.00|Cash £20.00", "£12.00"),
        ("SUMME inkl. 12,50", "12,50"),
        ("TOTAL INCL. 12.50", "12.50"),
        ("Preis inkl. 12,50 €", "12,50 €"),
        ("Summe inkl. 19 % MwSt 3,20 €", "3,20 €"),
        ("Milk 1.00|Delivery 2.00|Total incl. delivery 3.00", "3.00"),
        ("Summe inkl. Versand 12,00 €", "12,00 €"),
        ("Total con envío 12,00 €", "12,00 €"),
        ("Free shipping $19.99", "$19.99"),
        ("£12.00|Free delivery over £50.00", "£12.00"),
        ("Antes 2,99 € Ahora 1,99 €", "1,99 €"),
        ("Vorher 2,99 € Jetzt 1,99 €", "1,99 €"),
        ("Statt 2,99 € nur 1,99 €", "1,99 €"),
        ("Was £2.99 now £1.99", "£1.99"),
        ("Protein Bar 1,99 €", "1,99 €"),
        ("Soap bar 1,50 €", "1,50 €"),
        ("Summe 12,50 € Bar 20,00", "12,50 €"),
        ("Summe 12,50 EUR Bar 20,00", "12,50 EUR"),
        ("Kartoffeln 2 kg = 2,99 €", "2,99 €"),
        ("2,99 €|1 kg = 5,98 €", "2,99 €"),
        ("TOTAL|Visa 12.50", "12.50"),
        ("Total|Euro 12,50", "12,50"),
        ("Summe|zu zahlen 12,50", "12,50"),
        ("PRICE|now 4.99", "4.99"),
        ("Total|PLN 12.50", "12.50"),
        ("Preis|nur 4,99 €", "4,99 €"),
        ("TOTAL £3.20 VISA £3.20", "£3.20"),
        ("TOTAL £3.20|PRICE £ 3.20", "£ 3.20"),
        ("Gesamt 12,50", "12,50"),
        ("GESAMT|12,50", "12,50"),
        ("Gesamt 12,50 €|MwSt gesamt 2,00 €", "12,50 €"),
        ("Menge Einzel Gesamt|2 Brot 1,20 2,40|Summe 2,40", "2,40"),
        ("ZU ZAHLEN: 12,50|BAR 20,00", "12,50"),
        ("A pagar 15,60", "15,60"),
        ("IMPORTE: 12,50|ENTREGADO 20,00|CAMBIO 7,50", "12,50"),
        ("Cant. Descripción Importe|1 Pan 1,20|1 Café 1,50|TOTAL 2,70", "2,70"),
        ("Brot 2,50 €|Kaffee 10,00 €|Gesamt 12,50 €", "12,50 €"),
        ("Nettobetrag 31,93|Gesamtbetrag 38,00", "38,00"),
        ("Net total 10.00|Grand total 12.50", "12.50"),
        ("Reg. price $4.49|Sale price $3.49", "$3.49"),
        ("Netto 500 g 4,99 €", "4,99 €"),
        ("Preis 1,29 € + 0,25 € Pfand", "1,29 €"),
        ("1,29 €|zzgl. 0,25 € Pfand", "1,29 €"),
        ("£1.20 / 1 kg|£2.40", "£2.40"),
        ("0,60 € je 10 g|2,99 €", "2,99 €"),
        ("5 € Rabatt|2,99 €", "2,99 €"),
        ("£5 off|£20.00", "£20.00"),
        ("Total 3 x 2.50 7.50", "7.50"),
        ("Total EUR 12,50 12,50", "12,50"),
        ("£12.50 VAT included", "£12.50"),
        ("Preis 2,99 € - 250 g", "2,99 €"),
        ("Total 12.50 - 14.03.2027", "12.50"),
        ("Suppe ....... 4,50 €", "4,50 €"),
        ("Suppe .......4,50 €", "4,50 €"),
        ("Summe.......4,50", "4,50"),
    ],
)
def test_prices(printed: str, value: str) -> None:
    assert plain("what is the price?", printed) == value


@pytest.mark.parametrize(
    ("printed", "values"),
    [
        ("Save now £5.00", []),
        ("Total incl £3.00 delivery £15.00", []),
        ("Total incl. 3.00 VAT", []),
        ("Price 12.00 with delivery 15.00", ["12.00", "15.00"]),
        ("Menu|Price|Soup 4.50|Fish 12.00", ["4.50", "12.00"]),
        ("Delivery only £2.99", []),
        ("Bar 20,00 €", []),
        ("Total|Visa 12.50|Points 3.50", ["12.50"]),
        ("Total|Visa 12.50|Mastercard 5.00", ["12.50"]),
        ("Preis|Gewicht 12.50", ["12.50"]),
        ("Total|Cash|Change|12.00|20.00|8.00", ["12.00", "20.00", "8.00"]),
        ("Subtotal|Discount|Total|10.00|2.00|8.00", ["10.00", "2.00", "8.00"]),
        ("TOTAL £3.20 VISA £3.50", ["£3.20", "£3.50"]),
        ("Total 12,50 € (2,00 € MwSt)", ["12,50 €", "2,00 €"]),
        ("Total: $13.50 18% $2.43", ["$13.50", "$2.43"]),
        ("PRICE £4.99 €5.99", ["£4.99", "€5.99"]),
        ("Total £12.00 £20.00 cash", ["£12.00", "£20.00"]),
        ("10,00-20,00 €", ["20,00 €"]),
        ("€10-20", ["€10"]),
        ("Price €10.00 - €20.00", ["€10.00", "€20.00"]),
        ("£5 off", []),
        ("Du sparst 2 €", []),
        ("2 € gespart", []),
        ("Ersparnis 2,00 €", []),
        ("20% de descuento: 2 €", []),
        ("Dto. 2,00 €", []),
        ("kg-Preis: 9,90 €", []),
        ("Preis €/kg 9,90", []),
        ("£1.20 per 1kg", []),
        ("Milch .50 €", []),
        ("Spaghetti|500 g|1,79", ["1,79"]),
        ("Spaghetti|1,79|1 kg = 3,58 €", ["1,79"]),
        ("Spaghetti 1,79", []),
        ("Mehrwertsteuer|0,50 l", []),
    ],
)
def test_prices_that_are_none_or_may_be_one(printed: str, values: list[str]) -> None:
    found = asked("what is the price?", printed)
    assert [one.value for one in found] == values
    assert not any(one.clear for one in found)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("Ort, Datum|Berlin, 14.03.2027", "14.03.2027"),
        ("Datum|den 14.03.2027", "14.03.2027"),
        ("Date|Monday 14 March 2027", "14 March 2027"),
        ("Invoice No  Date|INV-12  14.03.2027", "14.03.2027"),
    ],
)
def test_dates_of_letters(printed: str, value: str) -> None:
    assert plain("what is the date on the letter?", printed) == value


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("what is the price?", "£4.99", "£ 4.99"),
        ("what is the phone number?", "030 1234567", "030 123 4567"),
        ("when does it expire?", "EXP 14 MAR", "EXP 14 Mar"),
    ],
)
def test_what_is_only_printed_otherwise_is_the_same(question: str, first: str, second: str) -> None:
    (one,), (other,) = asked(question, first), asked(question, second)
    assert one.value != other.value
    assert one.key == other.key
