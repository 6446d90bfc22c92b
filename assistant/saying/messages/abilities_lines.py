"""What Lantern can do: one short sentence for each skill."""

from assistant.saying.language import Phrase


class AbilityLine(Phrase):
    """The sentences, by the skill that each is about."""

    DESCRIBE = "I say what is in front of the camera."
    QUESTION = "I answer questions about it, such as: is there a cup?"
    CHOOSE = "I choose between names that you give me: is it soup or beans?"
    READ = "I read text, line by line, and spell its words."
    FIND = "I find a thing and lead you to it: find my cup."
    WHERE = "I say what is where."
    COLOUR = "I name the colour in the middle."
    LIGHT = "I sound how bright it is."
    PEOPLE = "I say how many people there are, and where."
    CODES = "I read bar codes and QR codes."
    KEEP = "I keep a view under a name, and know it again."
    RECALL = "I remember where I saw something last, if your settings allow that."
    WATCH = "I watch, and say what is new."
    COPY = "I copy a text for another program: copy that."
    SAVE = "I save a picture with what I said about it."


class AbilitiesLine(Phrase):
    """What stands around them."""

    END = "{help} twice: all keys."
