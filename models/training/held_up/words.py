"""What stands on things: invented brands, products, letters, dialogs, receipts, menus.

Every function draws from a random generator and gives plain text, so the text is the truth.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

Random: TypeAlias = np.random.Generator

_STARTS: Final = (
    "Al Bel Cor Dan El Fen Gal Har Il Jor Kel Lun Mar Nor Ol Per Quin Ros Sol Tam Ul Ver Wil Zen"
).split()
_ENDS: Final = "a ana aro by dale el en ette field ia ina is ita low max ola on ora ton y".split()
_FOODS: Final = """
tomato soup|chicken noodle soup|whole milk|oat drink|green tea|black tea|ground coffee|olive oil|
sea salt|brown sugar|rye crispbread|corn flakes|strawberry jam|orange juice|apple juice|peeled
tomatoes|kidney beans|sweet corn|coconut milk|basmati rice|spaghetti|egg noodles|peanut butter|dark
chocolate|milk chocolate|potato chips|salted crackers|honey|mustard|ketchup|mayonnaise|soy sauce|
natural yogurt|cheddar cheese|butter|frozen peas|fish fingers|tuna in oil|dog food|cat food|baking
powder|vanilla pudding|chicken broth|chili sauce|lemonade|sparkling water|ginger ale|cola|root beer
"""
_CARE: Final = """
night time|day relief|cough syrup|hand cream|body lotion|shampoo|conditioner|toothpaste|mouthwash|
shaving foam|sun milk|eye drops|pain relief|allergy tablets|vitamin c|fish oil|antacid|nasal spray|
dish soap|glass cleaner|laundry powder|fabric softener|bleach|air freshener|baby wipes|face mask
"""
_NOTES: Final = """
family pack|no added sugar|extra strong|original recipe|net weight {grams} g|{grams} ml|low fat|
gluten free|new|organic|shake well|serve cold|ready to eat|keep refrigerated|best before {date}|
product of Spain|made in Italy|for adults only|{number} tablets|{number} pieces|{number} servings
"""
_WARNINGS: Final = """
Keep out of reach of children.|Do not use if seal is broken.|Shake well before use.|Read the leaflet
before use.|May contain nuts.|Store in a cool, dry place.|Flammable. Keep away from fire.|Take two
tablets every six hours.|For external use only.|Do not exceed the stated dose.
"""
_PROGRAMS: Final = """
Windows|Setup|Disk Utility|File Manager|Update Manager|Backup|Printer|Mail|Antivirus|Media Player|
Text Editor|Settings|Install Wizard|Java Update|Recovery|System Restore|Network
"""
_DIALOGS: Final = """
The file {name}.docx could not be found. Check the name and try again.|
{program} will now check the disk. Press any key to cancel.|
Do you want to save the changes to {name}?|
A new version is available. Do you want to install it now?|
Your computer needs to restart to finish installing updates.|
The password that you entered is wrong. Try again.|
There is not enough free space on drive C.|
No network connection. Check the cable and try again.|
The printer is out of paper. Load paper and press OK.|
{program} has stopped working. Close the program.|
Are you sure that you want to delete {number} items?|
Installing update {number} of {other}. Do not turn off your computer.|
Battery low: {number} percent left. Plug in your charger.|
This license expires on {date}. Renew it to keep your protection.
"""
_BUTTONS: Final = "OK|Cancel|Yes|No|Retry|Close|Next|Back|Install|Later|Help|Save|Don't save"
_LETTER: Final = """
Thank you for your letter of {date}.|Please find enclosed the form that you asked for.|
Your appointment is on {date} at {time}.|We have received your payment of {price}.|
Your account number is {long}.|Please call us at {phone} if you have any questions.|
The meeting will take place in room {number}.|Your contract will be renewed on {date}.|
We regret to inform you that your request was denied.|Please sign and return the attached page.|
Your new card will arrive within {number} days.|The amount due is {price}.|
You can reach our office on weekdays from nine to five.|This letter was written by a machine.
"""
_DISHES: Final = """
Tomato soup|Caesar salad|Grilled salmon|Roast chicken|Beef burger|Cheese pizza|Mushroom risotto|
Fish and chips|Vegetable curry|Apple pie|Chocolate cake|Ice cream|Espresso|Cappuccino|House wine|
Garlic bread|Onion rings|Club sandwich|Pancakes|Fried rice|Spring rolls|Lemon tart|Fruit bowl
"""
_GOODS: Final = """
MILK 1L|BREAD|EGGS 12|BANANAS|APPLES KG|COFFEE 500G|BUTTER|CHEESE|RICE 1KG|WATER 6X|SOAP|BATTERIES|
PASTA|TOMATOES|YOGURT 4X|CHICKEN|ORANGE JUICE|TOILET PAPER|NEWSPAPER|CHOCOLATE|BEER 6X|TEA
"""
_TITLES: Final = """
The {adjective} {noun}|A {noun} of {plural}|{plural} and {plural2}|The {noun}'s Daughter|
Beyond the {noun}|Introduction to {subject}|A Short History of {subject}|Learning {subject}|
The Last {noun}|{subject} for Beginners
"""
_ADJECTIVES: Final = "Silent Golden Broken Hidden Distant Winter Burning Second Paper Blue".split()
_NOUNS: Final = "River House Garden Winter Letter Stranger Mountain Island Clock Orchard".split()
_PLURALS: Final = "Shadows Stones Secrets Birds Storms Promises Letters Wolves".split()
_SUBJECTS: Final = "Chemistry Cooking Spanish Music Physics Gardening Statistics Painting".split()
_MONTHS: Final = "January February March April May June July August September October".split()
_STREETS: Final = "Mill Lane|High Street|Church Road|Oak Avenue|Station Road|Park Street"
_TOWNS: Final = "Ashford Bramley Carlow Denholm Elmstead Fairview Granton Hartwell".split()
_SIGNS: Final = """
Exit|No entry|Push|Pull|Open|Closed|Wet floor|Staff only|No smoking|Please ring the bell|
Toilets|Ladies|Gentlemen|Elevator|Stairs|Platform {number}|Room {number}|Caution|Reception|
Out of order|Sale {number} %|Bus stop|Please wait here|Do not touch|Pharmacy|Bakery|Post office
"""


def options(text: str) -> list[str]:
    """The alternatives of a text that "|" separates."""
    return [" ".join(one.split()) for one in text.split("|") if one.strip()]


def pick(rng: Random, text: str) -> str:
    """One of the alternatives, with its blanks filled in."""
    known = options(text)
    return fill(rng, known[int(rng.integers(len(known)))])


def fill(rng: Random, text: str) -> str:
    """A sentence with its blanks filled in at random."""
    return text.format(
        grams=int(rng.choice([50, 75, 100, 125, 200, 250, 330, 400, 500, 750, 1000])),
        date=date(rng),
        number=int(rng.integers(1, 60)),
        other=int(rng.integers(60, 99)),
        time=f"{int(rng.integers(8, 18))}:{int(rng.choice([0, 15, 30, 45])):02d}",
        price=price(rng, 300),
        long="".join(str(int(digit)) for digit in rng.integers(0, 10, 8)),
        phone=f"0{int(rng.integers(20, 99))} {int(rng.integers(100, 999))} "
        f"{int(rng.integers(1000, 9999))}",
        name=str(rng.choice(["report", "letter", "notes", "budget", "photos", "invoice"])),
        program=pick(rng, _PROGRAMS) if "{program}" in text else "",
        adjective=str(rng.choice(_ADJECTIVES)),
        noun=str(rng.choice(_NOUNS)),
        plural=str(rng.choice(_PLURALS)),
        plural2=str(rng.choice(_PLURALS)),
        subject=str(rng.choice(_SUBJECTS)),
    )


def brand(rng: Random) -> str:
    """An invented brand."""
    name = str(rng.choice(_STARTS)) + str(rng.choice(_ENDS))
    if rng.random() < 0.2:
        name = f"{name} & {rng.choice(['Co', 'Sons', 'Daughters'])}"
    return name.upper() if rng.random() < 0.5 else name


def price(rng: Random, most: int = 40, sign: str | None = None) -> str:
    """An amount of money: "$4.99"."""
    amount = f"{int(rng.integers(1, most))}.{int(rng.choice([0, 29, 49, 50, 90, 95, 99])):02d}"
    return f"{rng.choice(['$', '£', '€']) if sign is None else sign}{amount}"


def date(rng: Random) -> str:
    """A date in one of four ways."""
    day, month, year = (int(rng.integers(*span)) for span in ((1, 29), (1, 11), (2024, 2029)))
    ways = (
        f"{day:02d}/{month:02d}/{year}",
        f"{day}.{month}.{year}",
        f"{day} {_MONTHS[month - 1]} {year}",
        f"{_MONTHS[month - 1]} {day}, {year}",
    )
    return ways[int(rng.integers(len(ways)))]


def product(rng: Random, *, care: bool | None = None) -> str:
    """What is in a package."""
    of_care = rng.random() < 0.35 if care is None else care
    return pick(rng, _CARE if of_care else _FOODS)


def notes(rng: Random, count: int) -> list[str]:
    """Small print on a package."""
    return [pick(rng, _NOTES) for _ in range(count)]


def warning(rng: Random) -> str:
    """A warning on a package."""
    return pick(rng, _WARNINGS)


def sign(rng: Random) -> str:
    """What a sign on a wall or a door says."""
    return pick(rng, _SIGNS)


def address(rng: Random) -> list[str]:
    """The three lines of an address."""
    person = f"{rng.choice(['Mr', 'Ms', 'Dr'])} {rng.choice(_STARTS)}{rng.choice(_ENDS)}"
    street = f"{int(rng.integers(1, 240))} {pick(rng, _STREETS)}"
    town = f"{int(rng.integers(10000, 99999))} {rng.choice(_TOWNS)}"
    return [person, street, town]


def title(rng: Random) -> str:
    """The title of a book."""
    return pick(rng, _TITLES)


def author(rng: Random) -> str:
    """Who wrote it."""
    first = rng.choice("Anna Ben Clara David Emma Frank Grace Henry Iris Jack".split())
    return f"{first} {rng.choice(_STARTS)}{rng.choice(_ENDS)}"


@dataclass(frozen=True, slots=True)
class Dialog:
    """A window that asks or tells something."""

    title: str
    text: str
    buttons: tuple[str, ...]


def dialog(rng: Random) -> Dialog:
    """A dialog of a program."""
    count = int(rng.integers(1, 4))
    known = options(_BUTTONS)
    chosen = rng.choice(len(known), count, replace=False)
    return Dialog(pick(rng, _PROGRAMS), pick(rng, _DIALOGS), tuple(known[int(i)] for i in chosen))


def letter(rng: Random) -> list[str]:
    """The sentences of a letter."""
    known = options(_LETTER)
    chosen = rng.choice(len(known), int(rng.integers(3, 9)), replace=False)
    return [fill(rng, known[int(index)]) for index in chosen]


def bill(rng: Random) -> list[tuple[str, str]]:
    """The rows of a receipt: what, and its amount; the total stands among the last."""
    goods = options(_GOODS)
    chosen = rng.choice(len(goods), int(rng.integers(3, 9)), replace=False)
    amounts = [int(rng.integers(50, 1500)) for _ in chosen]
    rows = [
        (goods[int(index)], _amount(cents)) for index, cents in zip(chosen, amounts, strict=True)
    ]
    total = sum(amounts)
    tax = round(total * 0.07)
    if rng.random() < 0.5:
        rows.append(("SUBTOTAL", _amount(total - tax)))
        rows.append(("TAX 7 %", _amount(tax)))
    rows.append((str(rng.choice(["TOTAL", "AMOUNT DUE", "TO PAY"])), _amount(total)))
    if rng.random() < 0.5:
        given = (total // 1000 + 1) * 1000
        rows += [("CASH", _amount(given)), ("CHANGE", _amount(given - total))]
    return rows


def dishes(rng: Random) -> list[tuple[str, str]]:
    """The rows of a menu: a dish and its price."""
    known = options(_DISHES)
    chosen = rng.choice(len(known), int(rng.integers(4, 10)), replace=False)
    mark = str(rng.choice(["$", "£", "€", ""]))
    return [(known[int(index)], price(rng, 30, mark)) for index in chosen]


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
