"""What a friend would say of claims about a picture: read by ear in three languages."""

from dataclasses import replace
from typing import NamedTuple

import pytest

from assistant.protocol.events import SpokenObject
from assistant.saying import narrator
from assistant.saying.language import Catalogue
from assistant.saying.messages.sight_lines import SightLine, scene_words
from assistant.saying.narrator import Facts
from models.interfaces import Box, Certainty, Claim, ClaimKind, SeenObject

MOST = 20
LEFT: Box = (0.0, 0.0, 0.3, 0.3)
RIGHT: Box = (0.5, 0.5, 0.9, 0.9)
PLAIN, PROBABLY, UNSURE = Certainty.PLAIN, Certainty.PROBABLY, Certainty.UNSURE


class Row(NamedTuple):
    """What is claimed, and how it is said."""

    sure: str
    likely: str
    claims: list[Claim]
    scene: str
    english: str
    german: str
    spanish: str


def claim(kind: ClaimKind, name: str, value: str, other: str, sure: bool, box: Box | None) -> Claim:
    grade, probability = (PLAIN, 0.95) if sure else (PROBABLY, 0.8)
    return Claim(kind, name, value, other, probability, grade, box)


def count(name: str, value: str, *, sure: bool = True) -> Claim:
    return claim(ClaimKind.COUNT, name, value, "", sure, None)


def colour(name: str, value: str, *, sure: bool = True, box: Box | None = None) -> Claim:
    return claim(ClaimKind.COLOUR, name, value, "", sure, box)


def attribute(name: str, value: str) -> Claim:
    return claim(ClaimKind.ATTRIBUTE, name, value, "", True, None)


def act(
    name: str, value: str, other: str = "", *, sure: bool = True, box: Box | None = None
) -> Claim:
    return claim(ClaimKind.ACTION, name, value, other, sure, box)


def relation(name: str, value: str, other: str, *, sure: bool = True) -> Claim:
    return claim(ClaimKind.RELATION, name, value, other, sure, None)


def things(names: str) -> list[SeenObject]:
    return [SeenObject(name, 0.95) for name in names.split(", ") if name]


def in_language(code: str, said: object) -> str:
    return Catalogue([code]).text(said)


TABLE = [
    Row(
        "dog, grass",
        "",
        [count("dog", "2"), colour("dog", "brown"), act("dog", "running", "grass")],
        "",
        "Two brown dogs running on grass.",
        "Zwei braune Hunde rennen durch das Gras.",
        "Dos perros marrones corriendo por la hierba.",
    ),
    Row(
        "person, beach",
        "",
        [count("person", "4+"), relation("person", "on", "beach")],
        "",
        "Several people on the beach.",
        "Mehrere Personen am Strand.",
        "Varias personas en la playa.",
    ),
    Row(
        "cat, bed",
        "",
        [colour("cat", "black", sure=False), act("cat", "lying", "bed")],
        "bedroom",
        "A cat, probably black, lying on a bed, in a bedroom.",
        "Eine Katze, wahrscheinlich schwarz, liegt auf einem Bett, in einem Schlafzimmer.",
        "Un gato, probablemente negro, tumbado en una cama, en un dormitorio.",
    ),
    Row(
        "person",
        "boat",
        [act("person", "riding", "wave", sure=False)],
        "",
        "A person, probably riding a wave, and probably a boat.",
        "Eine Person, die wahrscheinlich auf einer Welle reitet, außerdem wahrscheinlich ein Boot.",
        "Una persona, probablemente surfeando una ola, y probablemente un barco.",
    ),
    Row(
        "person, umbrella",
        "",
        [
            act("person", "holding", "umbrella"),
            colour("umbrella", "red"),
            relation("person", "in", "rain"),
        ],
        "",
        "A person holding a red umbrella in the rain.",
        "Eine Person hält im Regen einen roten Regenschirm.",
        "Una persona sosteniendo un paraguas rojo bajo la lluvia.",
    ),
    Row(
        "person, frisbee",
        "",
        [count("person", "4"), act("person", "throwing", "frisbee", box=LEFT)],
        "",
        "Four people, one throwing a frisbee.",
        "Vier Personen, von denen eine eine Frisbeescheibe wirft.",
        "Cuatro personas, una lanzando un frisbi.",
    ),
    Row(
        "frisbee, person",
        "",
        [count("person", "3+"), act("person", "playing", "frisbee")],
        "",
        "Several people playing frisbee.",
        "Mehrere Personen spielen Frisbee.",
        "Varias personas jugando al frisbi.",
    ),
    Row(
        "person, horse",
        "",
        [act("person", "riding", "horse")],
        "outdoors",
        "A person riding a horse, outdoors.",
        "Eine Person reitet auf einem Pferd, im Freien.",
        "Una persona montando a caballo, al aire libre.",
    ),
    Row(
        "person, bicycle, street",
        "",
        [
            act("person", "riding", "bicycle"),
            act("person", "wearing", "helmet"),
            relation("person", "on", "street"),
        ],
        "",
        "A person riding a bike on the street and wearing a helmet.",
        "Eine Person fährt auf der Straße Fahrrad und trägt einen Helm.",
        "Una persona montando en bicicleta en la calle y con un casco.",
    ),
    Row(
        "apple",
        "",
        [count("apple", "many"), colour("apple", "red")],
        "",
        "Many red apples.",
        "Viele rote Äpfel.",
        "Muchas manzanas rojas.",
    ),
    Row(
        "apple",
        "",
        [count("apple", "many", sure=False)],
        "",
        "An apple.",
        "Ein Apfel.",
        "Una manzana.",
    ),
    Row(
        "dog",
        "",
        [count("dog", "2+"), count("dog", "2", sure=False), act("dog", "running")],
        "",
        "Dogs, probably two, running.",
        "Hunde, wahrscheinlich zwei, rennen.",
        "Perros, probablemente dos, corriendo.",
    ),
    Row(
        "dog",
        "",
        [
            colour("dog", "black", sure=False),
            act("dog", "running", sure=False),
            relation("dog", "in", "grass", sure=False),
        ],
        "",
        "A dog, probably black and running in grass.",
        "Ein Hund, wahrscheinlich schwarz, der wahrscheinlich im Gras rennt.",
        "Un perro, probablemente negro y corriendo en la hierba.",
    ),
    Row(
        "cup, dining table",
        "",
        [colour("cup", "white"), relation("cup", "on", "dining table")],
        "kitchen",
        "A white cup on a table, in a kitchen.",
        "Eine weiße Tasse auf einem Tisch, in einer Küche.",
        "Una taza blanca en una mesa, en una cocina.",
    ),
    Row(
        "couch, dog",
        "",
        [act("dog", "sleeping", "couch"), count("dog", "2")],
        "living room",
        "Two dogs sleeping on a couch, in a living room.",
        "Zwei Hunde schlafen auf einem Sofa, in einem Wohnzimmer.",
        "Dos perros durmiendo en un sofá, en un salón.",
    ),
    Row(
        "person, laptop, chair",
        "",
        [
            act("person", "sitting"),
            act("person", "using", "laptop"),
            relation("person", "on", "chair"),
        ],
        "office",
        "A person sitting on a chair and using a laptop, in an office.",
        "Eine Person sitzt auf einem Stuhl und arbeitet an einem Laptop, in einem Büro.",
        "Una persona sentada en una silla y usando un portátil, en una oficina.",
    ),
    Row(
        "elephant",
        "",
        [count("elephant", "2+"), act("elephant", "walking")],
        "",
        "Elephants walking.",
        "Elefanten gehen.",
        "Elefantes caminando.",
    ),
    Row(
        "giraffe, tree",
        "zebra",
        [act("giraffe", "eating", "leaves"), relation("giraffe", "next to", "tree")],
        "",
        "A giraffe eating leaves next to a tree, and probably a zebra.",
        "Eine Giraffe frisst neben einem Baum Blätter, außerdem wahrscheinlich ein Zebra.",
        "Una jirafa comiendo unas hojas junto a un árbol, y probablemente una cebra.",
    ),
    Row(
        "bird",
        "",
        [act("bird", "flying"), count("bird", "many"), relation("bird", "over", "water")],
        "",
        "Many birds flying over water.",
        "Viele Vögel fliegen über dem Wasser.",
        "Muchos pájaros volando sobre el agua.",
    ),
    Row(
        "car, building, street",
        "",
        [count("car", "3+"), count("building", "2+")],
        "",
        "Several cars, buildings and a street.",
        "Mehrere Autos, Gebäude und eine Straße.",
        "Varios coches, edificios y una calle.",
    ),
    Row(
        "pizza, dining table",
        "fork",
        [relation("pizza", "on", "plate")],
        "",
        "A pizza on a plate, and a table, and probably a fork.",
        "Eine Pizza auf einem Teller, außerdem ein Tisch, wahrscheinlich auch eine Gabel.",
        "Una pizza en un plato, y también una mesa, probablemente también un tenedor.",
    ),
    Row(
        "",
        "dog, cat",
        [],
        "",
        "Probably a dog and a cat.",
        "Wahrscheinlich ein Hund und eine Katze.",
        "Probablemente un perro y un gato.",
    ),
    Row(
        "",
        "person",
        [act("person", "skiing", sure=False)],
        "",
        "Probably a person skiing.",
        "Wahrscheinlich eine Person, die Ski fährt.",
        "Probablemente una persona esquiando.",
    ),
    Row(
        "skis, person, snow",
        "",
        [act("person", "skiing"), colour("jacket", "red")],
        "outdoors",
        "A person skiing, and snow, outdoors.",
        "Eine Person fährt Ski, außerdem Schnee, im Freien.",
        "Una persona esquiando, y también nieve, al aire libre.",
    ),
    Row(
        "person, tennis racket",
        "sports ball",
        [act("person", "playing", "tennis racket")],
        "",
        "A person playing tennis, and probably a ball.",
        "Eine Person spielt Tennis, außerdem wahrscheinlich ein Ball.",
        "Una persona jugando al tenis, y probablemente una pelota.",
    ),
    Row(
        "person, cell phone",
        "",
        [act("person", "talking on a phone")],
        "",
        "A person talking on the phone.",
        "Eine Person telefoniert.",
        "Una persona hablando por teléfono.",
    ),
    Row(
        "zebra, grass",
        "",
        [count("zebra", "2"), act("zebra", "grazing", box=LEFT)],
        "",
        "Two zebras, one grazing, and grass.",
        "Zwei Zebras, von denen eines grast, außerdem Gras.",
        "Dos cebras, una pastando, y también hierba.",
    ),
    Row(
        "sheep, field",
        "",
        [count("sheep", "many"), relation("sheep", "in", "field")],
        "",
        "Many sheep in a field.",
        "Viele Schafe auf einem Feld.",
        "Muchas ovejas en el campo.",
    ),
    Row(
        "person, skateboard",
        "",
        [act("person", "jumping", "skateboard")],
        "",
        "A person jumping with a skateboard.",
        "Eine Person springt mit einem Skateboard.",
        "Una persona saltando con un monopatín.",
    ),
    Row(
        "bench, person",
        "",
        [count("person", "2"), act("person", "sitting", "bench")],
        "",
        "Two people sitting on a bench.",
        "Zwei Personen sitzen auf einer Bank.",
        "Dos personas sentadas en un banco.",
    ),
    Row(
        "train",
        "",
        [colour("train", "yellow"), attribute("train", "large")],
        "",
        "A large yellow train.",
        "Ein großer gelber Zug.",
        "Un tren grande amarillo.",
    ),
    Row(
        "boat",
        "",
        [count("boat", "3"), relation("boat", "in", "water")],
        "",
        "Three boats in the water.",
        "Drei Boote im Wasser.",
        "Tres barcos en el agua.",
    ),
    Row(
        "teddy bear, bed",
        "",
        [colour("teddy bear", "brown"), relation("teddy bear", "on", "bed", sure=False)],
        "",
        "A brown teddy bear, probably on a bed.",
        "Ein brauner Teddybär, wahrscheinlich auf einem Bett.",
        "Un osito de peluche marrón, probablemente en una cama.",
    ),
    Row(
        "sheet of paper",
        "person",
        [],
        "",
        "A sheet of paper, and probably a person.",
        "Ein Blatt Papier, wahrscheinlich auch eine Person.",
        "Una hoja de papel, probablemente también una persona.",
    ),
    Row(
        "person",
        "",
        [act("person", "wearing", "hat"), act("person", "playing", "guitar")],
        "",
        "A person wearing a hat and playing the guitar.",
        "Eine Person trägt einen Hut und spielt Gitarre.",
        "Una persona con un sombrero y tocando la guitarra.",
    ),
    Row(
        "person",
        "",
        [count("person", "2"), act("person", "looking at", "dog", sure=False)],
        "",
        "Two people, probably looking at a dog.",
        "Zwei Personen, die wahrscheinlich einen Hund anschauen.",
        "Dos personas, probablemente mirando a un perro.",
    ),
    Row(
        "cow",
        "",
        [colour("cow", "black and white"), act("cow", "standing"), relation("cow", "in", "field")],
        "",
        "A black and white cow standing in a field.",
        "Eine schwarz-weiße Kuh steht auf einem Feld.",
        "Una vaca blanca y negra de pie en el campo.",
    ),
    Row(
        "clock, wall",
        "",
        [attribute("clock", "round"), relation("clock", "on", "wall")],
        "",
        "A round clock on a wall.",
        "Eine runde Uhr an einer Wand.",
        "Un reloj redondo en una pared.",
    ),
    Row(
        "person, kite",
        "",
        [act("person", "flying", "kite"), relation("person", "on", "beach")],
        "",
        "A person flying a kite on the beach.",
        "Eine Person lässt am Strand einen Drachen steigen.",
        "Una persona haciendo volar una cometa en la playa.",
    ),
    Row(
        "scissors, bottle",
        "",
        [
            colour("scissors", "orange"),
            colour("bottle", "green"),
            relation("scissors", "left of", "bottle"),
        ],
        "",
        "Orange scissors left of a green bottle.",
        "Eine orangefarbene Schere links von einer grünen Flasche.",
        "Unas tijeras naranjas a la izquierda de una botella verde.",
    ),
    Row(
        "toilet, sink",
        "mirror",
        [],
        "bathroom",
        "A toilet and a sink, and probably a mirror, in a bathroom.",
        "Eine Toilette und ein Waschbecken, wahrscheinlich auch ein Spiegel, in einem Badezimmer.",
        "Un váter y un lavabo, probablemente también un espejo, en un cuarto de baño.",
    ),
    Row(
        "person",
        "",
        [count("person", "2+"), count("person", "3+"), count("person", "3", sure=False)],
        "",
        "People, probably three.",
        "Personen, wahrscheinlich drei.",
        "Personas, probablemente tres.",
    ),
    Row(
        "person, dog",
        "",
        [count("person", "2", sure=False), act("dog", "walking", sure=False)],
        "",
        "A person, probably two of them, and a dog.",
        "Eine Person, wahrscheinlich sind es zwei, außerdem ein Hund.",
        "Una persona, probablemente sean dos, y también un perro.",
    ),
    Row(
        "sky, airplane",
        "",
        [act("airplane", "flying", "sky")],
        "",
        "An airplane flying in the sky.",
        "Ein Flugzeug fliegt am Himmel.",
        "Un avión volando por el cielo.",
    ),
    Row(
        "person, book",
        "",
        [act("person", "reading", "book"), relation("person", "on", "couch")],
        "",
        "A person reading a book on a couch.",
        "Eine Person liest auf einem Sofa ein Buch.",
        "Una persona leyendo un libro en un sofá.",
    ),
    Row(
        "flower, vase",
        "",
        [count("flower", "2+"), colour("flower", "pink"), relation("flower", "in", "vase")],
        "",
        "Pink flowers in a vase.",
        "Rosa Blumen in einer Vase.",
        "Flores rosas en un jarrón.",
    ),
    Row(
        "person",
        "",
        [count("person", "many"), act("person", "standing")],
        "",
        "Many people standing.",
        "Viele Personen stehen.",
        "Muchas personas de pie.",
    ),
    Row(
        "person",
        "",
        [count("person", "3"), act("person", "wearing", "hat", sure=False, box=LEFT)],
        "",
        "Three people, one probably wearing a hat.",
        "Drei Personen, von denen eine wahrscheinlich einen Hut trägt.",
        "Tres personas, una probablemente con un sombrero.",
    ),
    Row(
        "dog",
        "",
        [
            count("dog", "3"),
            colour("dog", "white", box=LEFT),
            act("dog", "lying", box=LEFT),
            act("dog", "lying", box=RIGHT),
        ],
        "",
        "Three dogs, two lying.",
        "Drei Hunde, von denen zwei liegen.",
        "Tres perros, dos tumbados.",
    ),
    Row(
        "bench, tree",
        "",
        [
            attribute("bench", "wooden"),
            colour("bench", "green"),
            relation("bench", "under", "tree"),
        ],
        "",
        "A green wooden bench under a tree.",
        "Eine grüne hölzerne Bank unter einem Baum.",
        "Un banco verde de madera debajo de un árbol.",
    ),
    Row(
        "bottle, cup",
        "",
        [colour("bottle", "blue"), attribute("bottle", "plastic")],
        "kitchen",
        "A blue plastic bottle and a cup, in a kitchen.",
        "Eine blaue Flasche aus Plastik und eine Tasse, in einer Küche.",
        "Una botella azul de plástico y una taza, en una cocina.",
    ),
    Row(
        "person, cake",
        "",
        [act("person", "cutting", "cake"), relation("cake", "on", "dining table")],
        "",
        "A person cutting a cake.",
        "Eine Person schneidet einen Kuchen.",
        "Una persona cortando un pastel.",
    ),
    Row(
        "cat",
        "laptop",
        [relation("cat", "on", "laptop", sure=False)],
        "",
        "A cat, probably on a laptop.",
        "Eine Katze, wahrscheinlich auf einem Laptop.",
        "Un gato, probablemente en un portátil.",
    ),
    Row(
        "bus, person",
        "",
        [colour("bus", "red"), count("person", "2+")],
        "street",
        "A red bus and people, in a street.",
        "Ein roter Bus und Personen, auf einer Straße.",
        "Un autobús rojo y personas, en una calle.",
    ),
    Row(
        "sunglasses, hat, person",
        "",
        [act("person", "wearing", "sunglasses"), act("person", "wearing", "hat")],
        "",
        "A person wearing sunglasses and a hat.",
        "Eine Person trägt eine Sonnenbrille und einen Hut.",
        "Una persona con unas gafas de sol y un sombrero.",
    ),
    Row(
        "bear",
        "",
        [count("bear", "2"), act("bear", "fighting")],
        "",
        "Two bears fighting.",
        "Zwei Bären kämpfen.",
        "Dos osos peleando.",
    ),
    Row(
        "duck, water",
        "",
        [count("duck", "5"), act("duck", "swimming"), relation("duck", "in", "water")],
        "",
        "Five ducks swimming in the water.",
        "Fünf Enten schwimmen im Wasser.",
        "Cinco patos nadando en el agua.",
    ),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.english)
def test_claims_become_one_sentence_that_a_person_would_say(row: Row) -> None:
    told = narrator.tell(things(row.sure), things(row.likely), Facts.of(row.claims), MOST)
    said = told.text
    if row.scene:
        said = SightLine.WITH_SCENE.said(sentence=said, scene=scene_words(row.scene))
    texts = [in_language(code, said.as_sentence()) for code in ("en", "de", "es")]
    assert texts == [row.english, row.german, row.spanish]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.english)
def test_a_sentence_is_short_and_lists_what_it_claims(row: Row) -> None:
    told = narrator.tell(things(row.sure), things(row.likely), Facts.of(row.claims), MOST)
    assert len(str(told.text).split()) <= MOST
    assert set(told.claims) <= set(row.claims)
    assert len(set(told.claims)) == len(told.claims)
    named = [spoken.name for spoken in told.objects]
    assert len(set(named)) == len(named)
    assert {one.name for one in told.claims} <= set(named)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.english)
def test_a_lead_and_what_follows_it_claim_no_more_than_the_whole(row: Row) -> None:
    sure, likely, facts = things(row.sure), things(row.likely), Facts.of(row.claims)
    lead = narrator.lead(sure, likely, facts)
    rest = narrator.tell(sure, likely, facts, MOST, led=lead)
    assert str(rest.text)[:1] in ("", ",", " ")
    assert not set(lead.claims) & set(rest.claims)
    assert len(f"{lead.text}{rest.text}".split()) <= MOST + 3


def led(row: tuple[str, list[Claim]], likely: str = "") -> list[str]:
    sure, facts = things(row[0]), Facts.of(row[1])
    lead = narrator.lead(sure, things(likely), facts)
    rest = narrator.tell(sure, things(likely), facts, MOST, led=lead)
    return [
        f"{in_language(code, lead.text)}{in_language(code, rest.text)}"
        for code in ("en", "de", "es")
    ]


def test_what_is_known_first_can_be_spoken_before_the_rest_is() -> None:
    dogs = [count("dog", "2"), colour("dog", "brown"), act("dog", "running", "grass")]
    assert led(("dog", dogs)) == [
        "two dogs, brown, running on grass",
        "zwei Hunde, braun, rennen durch das Gras",
        "dos perros, marrones, corriendo por la hierba",
    ]
    assert led(("couch, dog", [act("dog", "sleeping", "couch")])) == [
        "a dog sleeping on a couch",
        "ein Hund schläft auf einem Sofa",
        "un perro durmiendo en un sofá",
    ]
    assert led(("umbrella, chair", [relation("chair", "under", "umbrella")])) == [
        "an umbrella, and a chair under an umbrella",
        "ein Regenschirm, außerdem ein Stuhl unter einem Regenschirm",
        "un paraguas, y también una silla debajo de un paraguas",
    ]
    assert led(("cup", [])) == ["a cup", "eine Tasse", "una taza"]
    assert led(("cup, table", []), "bowl") == [
        "a cup, a table, and probably a bowl",
        "eine Tasse, ein Tisch, wahrscheinlich auch eine Schüssel",
        "una taza, una mesa, probablemente también un cuenco",
    ]


def test_a_number_that_is_known_only_later_is_told_then() -> None:
    lead = narrator.lead(things("person"), (), Facts())
    facts = Facts.of([count("person", "2+"), relation("person", "on", "beach")])
    rest = narrator.tell(things("person"), (), facts, MOST, led=lead)
    assert [in_language(code, rest.text) for code in ("en", "de", "es")] == [
        ", in fact several, on the beach",
        ", genauer gesagt mehrere, am Strand",
        ", en realidad varias, en la playa",
    ]


def test_a_lead_is_of_who_lives_but_not_of_the_user() -> None:
    sure = things("bottle, person")
    assert str(narrator.lead(sure, (), Facts()).text) == "a person"
    assert str(narrator.lead(sure, (), Facts(), to_user=True).text) == "a bottle"
    assert str(narrator.lead((), things("cup, cat"), Facts()).text) == "probably a cat"


def test_a_probable_lead_says_so() -> None:
    lead = narrator.lead((), things("person"), Facts.of([count("person", "2", sure=False)]))
    assert str(lead.text) == "probably two people"
    assert lead.objects == (SpokenObject("person", PROBABLY),)


def test_only_what_is_plain_or_probable_is_said() -> None:
    unsure = Claim(ClaimKind.COLOUR, "cat", "black", "", 0.4, UNSURE)
    told = narrator.tell(things("cat"), (), Facts.of([unsure]), MOST)
    assert (str(told.text), told.claims) == ("a cat", ())


def test_what_no_language_has_words_for_is_left_out() -> None:
    claims = [
        act("person", "defenestrating", "cat"),
        act("person", "riding", "unicycle"),
        colour("cat", "octarine"),
        relation("cat", "on", ""),
    ]
    assert not Facts.of(claims).claims


def test_left_and_right_are_the_users() -> None:
    claims = [relation("cup", "left of", "bottle")]
    mirrored = narrator.tell(things("cup"), (), Facts.of(claims, mirrored=True), MOST)
    assert str(mirrored.text) == "a cup right of a bottle"


def test_the_user_is_told_so() -> None:
    facts = Facts.of([act("person", "holding", "cup")])
    told = narrator.tell(things("person"), (), facts, MOST, to_user=True)
    assert [in_language(code, told.text) for code in ("en", "de", "es")] == [
        "a person, probably you, holding a cup",
        "eine Person, wahrscheinlich Sie selbst, hält eine Tasse",
        "una persona, probablemente usted, sosteniendo una taza",
    ]


def english(sure: str, likely: str, *claims: Claim) -> str:
    return str(narrator.tell(things(sure), things(likely), Facts.of(claims), MOST).text)


def test_what_one_alone_can_ride_is_ridden_by_one() -> None:
    people = count("person", "3+")
    assert english("person", "", people, act("person", "riding", "horse")) == (
        "several people, one riding a horse"
    )
    horses = count("horse", "2+")
    assert english("person", "", people, horses, act("person", "riding", "horse")) == (
        "several people riding horses"
    )
    board = relation("person", "on", "skateboard", sure=False)
    told = narrator.tell(things("person"), (), Facts.of([people, board]), MOST)
    assert in_language("de", told.text) == (
        "mehrere Personen, eine davon wahrscheinlich auf einem Skateboard"
    )


def test_no_comma_ends_what_is_only_probable() -> None:
    toilet = relation("toilet", "in", "bathroom")
    assert english("", "toilet, sink", toilet) == "probably a sink and a toilet in a bathroom"


def test_a_thing_gets_a_probable_number_or_else_what_it_is_like_and_does() -> None:
    several, white = count("dog", "2", sure=False), colour("dog", "white", sure=False)
    running = act("dog", "running", sure=False)
    assert english("dog", "", several, white, running) == "a dog, probably two of them"
    assert english("dog", "", white, running) == "a dog, probably white and running"


def test_of_a_probable_number_and_what_things_probably_do_the_likelier_is_said() -> None:
    dogs, two = count("dog", "2+"), count("dog", "2", sure=False)
    running = act("dog", "running", sure=False)
    assert english("dog", "", dogs, two, running) == "dogs, probably two"
    likelier = replace(running, probability=0.85)
    assert english("dog", "", dogs, two, likelier) == "dogs, probably running"


def test_what_excludes_another_is_not_said_beside_it() -> None:
    sitting, lying = act("cat", "sitting"), act("cat", "lying")
    on_bed, on_couch = relation("cat", "on", "bed"), relation("cat", "on", "couch")
    claims = [sitting, lying, on_bed, on_couch]
    told = narrator.tell(things("cat"), (), Facts.of(claims), MOST)
    assert str(told.text) == "a cat sitting on a bed"
    assert narrator.more(("cat",), told.claims, Facts.of(claims)) == ()


def test_what_is_plain_is_not_behind_what_is_only_probable() -> None:
    white, wet = colour("dog", "white", sure=False), relation("dog", "in", "water")
    assert english("dog", "", white, wet) == "a dog, probably white, in the water"


def test_what_somebody_does_it_to_is_named_once() -> None:
    riding, on = act("person", "riding", "surfboard"), relation("person", "on", "surfboard")
    assert english("person", "", riding, on) == "a person riding a surfboard"


def test_things_do_not_sit() -> None:
    assert english("bottle", "", act("bottle", "sitting", "bed")) == "a bottle"


def test_what_is_held_up_stays_first() -> None:
    sheet = SeenObject("sheet of paper", 0.95, held=True)
    facts = Facts.of([act("person", "holding", "sheet of paper")])
    told = narrator.tell([sheet, *things("person")], (), facts, MOST)
    assert str(told.text) == "a sheet of paper and a person holding a sheet of paper"


def test_what_one_thing_does_with_a_sure_other_does_not_make_that_surer() -> None:
    facts = Facts.of([act("person", "holding", "cup", sure=False)])
    told = narrator.tell(things("person, cup"), (), facts, MOST)
    assert told.objects == (SpokenObject("person", PLAIN), SpokenObject("cup", PROBABLY))


def test_more_tells_what_is_left_of_each_thing() -> None:
    claims = [
        act("person", "wearing", "hat"),
        act("person", "sitting", "bench", sure=False),
        colour("dog", "brown", sure=False),
        count("dog", "2"),
    ]
    told = narrator.more(("person", "dog"), [claims[3]], Facts.of(claims))
    assert [str(one.text) for one in told] == [
        "the person is wearing a hat, probably sitting on a bench",
        "the dogs are probably brown",
    ]
    assert [in_language("de", one.text) for one in told] == [
        "die Person: trägt einen Hut, sitzt wahrscheinlich auf einer Bank",
        "die Hunde: wahrscheinlich braun",
    ]
    assert [one.claims for one in told] == [tuple(claims[:2]), (claims[2],)]


def test_a_claim_is_worded_by_itself() -> None:
    claims = [count("dog", "2+"), colour("cup", "red"), act("person", "riding", "horse")]
    assert [str(narrator.words_of(one)) for one in (*claims, relation("cup", "on", "bed"))] == [
        "several dogs",
        "a red cup",
        "a person riding a horse",
        "a cup on a bed",
    ]


def test_how_many_there_probably_are_is_told_by_itself() -> None:
    facts = Facts.of([count("dog", "3+", sure=False), act("dog", "sitting")])
    assert [str(one.text.as_sentence()) for one in narrator.more(["dog"], [], facts)] == [
        "Probably at least three dogs.",
        "The dog is sitting.",
    ]


def test_a_colour_that_is_the_name_goes_without_saying() -> None:
    assert english("orange", "", colour("orange", "orange")) == "an orange"
