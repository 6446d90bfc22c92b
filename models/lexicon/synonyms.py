"""What known things are called too, no more and no less: pure data.

A word for one kind of a thing, such as "taxi" for a car, is none of these.
"""

from typing import Final

SYNONYMS: Final = {
    "airplane": "aeroplane aeroplanes aircraft",
    "backpack": "rucksack rucksacks",
    "cabinet": "cupboard cupboards",
    "carpet": "rug rugs",
    "cell phone": "smartphone smartphones cellphone cellphones",
    "dining table": "table tables",
    "fire hydrant": "hydrant hydrants",
    "hot dog": "hotdog hotdogs",
    "knife": "knives",
    "mouse": "mouse mice",
    "oven": "stove stoves",
    "person": "people persons somebody someone anybody anyone",
    "pillow": "cushion cushions",
    "potted plant": "houseplant houseplants plant_in_a_pot plants_in_pots",
    "sea": "ocean",
    "shelf": "shelves",
    "shoes": "shoe",
    "sidewalk": "pavement",
    "sink": "washbasin washbasins",
    "skis": "ski",
    "stairs": "staircase stairway",
    "street": "road roads",
    "tennis racket": "racket rackets racquet racquets",
    "tie": "necktie neckties",
    "traffic light": "stoplight stoplights traffic_signal traffic_signals",
    "truck": "lorry lorries",
    "wine glass": "wineglass wineglasses",
}
"""By the things' names; `_` joins the words of a phrase."""
