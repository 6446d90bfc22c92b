"""What the commands about models say."""

from assistant.language import Phrase


class ModelLine(Phrase):
    """Sentences about pulling, using and removing models."""

    ACCEPT = "Press y to accept the licence, any other key to stop."
    ACCEPT_BY_OPTION = "To accept the licence here, add --accept-licence."
    USED = "Lantern uses {name} from its next start on."
    TAKEN_BY_ITSELF = "Lantern takes {name} by itself."
    IN_USE = "{name} is in use. Type first: lantern models use embedded"
    NO_SUCH = "There is no model {name}. Type: lantern models list"
    COMES_ALONG = "embedded comes with Lantern and cannot be removed."
