"""Reading text."""

from assistant.protocol.geometry import Side
from assistant.protocol.spoken import Phrase, counted
from assistant.protocol.text import TextProblem


class ReadingLine(Phrase):
    """What is said around the text itself."""

    NO_TEXT_YET = "There is no text yet. Press {key} to read."
    FIRST = "That is the first line."
    LAST = "That was the last line."
    WAIT = "I am still reading the rest."
    LINES = counted("There is only one line.", "There are only {count} lines.")
    NO_HEADINGS = "I find no headings."
    NO_STEPS = "I find no numbered steps."
    STEPS = counted("There is only one step.", "There are only {count} steps.")
    LINE_SPELT = "That was the last word of this line."
    UNCLEAR = counted("One word was unclear: {words}.", "{count} words were unclear: {words}.")
    UNCLEAR_MANY = counted("{count} word was unclear.", "{count} words were unclear.")
    PAGE = "Page {number} of {count}."
    SHEET = "Page {number}."
    SHEETS = counted("One page so far.", "{count} pages so far.")
    FIRST_PAGE = "This is the first page."
    LAST_PAGE = "This document ends with page {count}."
    NO_DOCUMENT = (
        "No document is open. Open one with lantern run, or with lantern trigger read-file."
    )
    NOT_IN_TEXT = "I can't find {words}."
    IT_SAYS = "It says: {text}."
    IT_IS = "It is {page}."
    SOMETHING_WRITTEN = "Something with writing on it."
    PROBABLY_WRITTEN = "Probably something with writing on it."
    MAY_BE_WRITTEN = "I am not sure. It may be something with writing on it."
    RIGHT_WAY_UP = "The writing is the right way up."
    UPSIDE_DOWN = "It is upside down."
    ON_ITS_SIDE = "It is turned on its side."
    PLEASE_CHECK = "Please check."
    COPIED = "Copied."
    COPY_ASKED = (
        "I asked your terminal to copy it. If it does not arrive, press {save} to save it instead."
    )
    NO_CLIPBOARD = "There is no clipboard here. Press {save} to save it with the picture instead."
    MENTION_FAILED = "I can no longer mention text in pictures. Restart Lantern."
    IN_LINE = "{value} It says: {line}."
    PROBABLY = "Probably {value}."
    MAY_BE = "I am not sure. It may be {value}."
    AT_LEAST = "At least {value}. Some may be missing, or read wrong."
    SEVERAL = "There are several: {values}."
    SEVERAL_PRICES = "There are several prices: {values}."
    SEVERAL_DATES = "There are several dates: {values}."
    SEVERAL_NUMBERS = "There are several phone numbers: {values}."
    DIFFERENT = "I got different answers: {values}."
    ASK_TO_READ = "I can't tell. If there is text, ask me to read it."
    NOT_WRITTEN = "I can't find that in the text."
    PROBABLY_THIS = "Probably this: {text}."
    NEAREST = "I am not sure. The nearest is: {text}."

    HELP = (
        "{next_line}: next line. {previous_line}: previous line. {top}: from the top. {spell}: "
        "spell a word. {more}: read on. {next_page}: next page. {previous_page}: previous page. "
        "{save}: save the text with its picture. {help} again for all keys."
    )

    NO_TEXT = "I see no text. Turn the printed side to the camera and bring it closer."
    BLURRED = "I can't read this. The text is blurred: hold still."
    DARK = "I can't read this. It is too dark: turn on a light."
    GLARE = "I can't read this. There is glare on the text: tilt it a little."
    FAR = "I can't read this. The text is too small: bring it closer."
    SMALL = "The text is very small, so parts may be wrong: bring it closer."
    CUT_OFF = "I can't read this. Only the edge of the text is in the picture: move it back."

    CUT_LEFT = "The text is cut off on the left: move the camera left."
    CUT_RIGHT = "The text is cut off on the right: move the camera right."
    CUT_TOP = "The text is cut off at the top: move the camera up."
    CUT_BOTTOM = "The text is cut off at the bottom: move the camera down."
    HELD_CUT_LEFT = "The text is cut off on the left: move it to the right."
    HELD_CUT_RIGHT = "The text is cut off on the right: move it to the left."
    HELD_CUT_TOP = "The text is cut off at the top: move it down."
    HELD_CUT_BOTTOM = "The text is cut off at the bottom: move it up."
    CUT_MANY = "The text does not fit in the picture: move back."
    HELD_CUT_MANY = "The text does not fit in the picture: move it back."

    CAPITAL = "capital {letter}"
    ALL_CAPITALS = "all capitals: {letters}"


class PageNoun(Phrase):
    """The kinds of pages that their words tell."""

    APPOINTMENT = "an appointment"
    BILL = "a bill or a receipt"
    BOARDING_PASS = "a boarding pass"
    BOOK_COVER = "a book"
    BUSINESS_CARD = "a business card"
    CONSOLE = "a console"
    DIALOG = "a message on a screen"
    E_MAIL = "an e-mail"
    FORM = "a form"
    INSTRUCTIONS = "a set of instructions"
    LETTER = "a letter"
    MEDICINE = "a medicine"
    MENU = "a menu"
    NAME_PLATE = "the type plate of a device"
    NEWSPAPER = "a newspaper"
    NOTE = "a note"
    PRESCRIPTION = "a prescription"
    PRICE_TAG = "a price tag"
    RECEIPT = "a receipt"
    RECIPE = "a recipe"
    SIGN = "a sign"
    TICKET = "a ticket"
    TIMETABLE = "a timetable"
    WEB_PAGE = "a web page"


PROBLEM_LINES = {problem: ReadingLine[problem.name] for problem in TextProblem}
"""Why there is nothing to read, with a remedy."""

CUT_LINES = {side: ReadingLine[f"CUT_{side.name}"] for side in Side}
"""Where to move the camera, by the side where the text is cut off for the user."""

HELD_LINES = {side: ReadingLine[f"HELD_CUT_{side.name}"] for side in Side}
"""Where to move what is held up to a camera that faces the user."""
