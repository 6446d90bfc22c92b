"""What Lantern can do: one short sentence for each skill."""

from assistant.protocol.spoken import Phrase


class AbilityLine(Phrase):
    """The sentences, by the skill that each is about."""

    DESCRIBE = "I say what is in front of the camera."
    QUESTION = "I answer questions about it, such as: is there a cup?"
    CHOOSE = "I choose between things you name: is it soup or beans?"
    READ = "I read text line by line, and spell its words."
    FIND = "I find things and guide you to them: find my cup."
    WHERE = "I say where things are."
    COLOUR = "I name the colour in the middle."
    LIGHT = "I play a tone that tells you how bright it is."
    PEOPLE = "I say how many people there are, and where."
    CODES = "I read barcodes and QR codes."
    KEEP = "I remember a view by name, and recognise it later."
    RECALL = "I remember where I last saw something, if your settings allow it."
    WATCH = "I watch, and tell you what is new."
    COPY = "I copy text for another program: copy that."
    SAVE = "I save a picture with what I said about it."


class AbilitiesLine(Phrase):
    """What stands around them."""

    END = "{help} twice for all keys."
