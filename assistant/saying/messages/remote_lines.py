"""The sentences on a server that looks at the pictures."""

from assistant.protocol.spoken import Phrase


class RemoteLine(Phrase):
    """The sentences, by what they are for; names in braces are filled in."""

    SENDS = "Pictures leave this computer: they go to the server {server}."
    STAYS = "No picture goes to the server {server} now. {fault}"
    TRIED = (
        "Pictures are still tried at the server {server}, but it does not look at them now. {fault}"
    )
    CHECKED = "pictures leave this computer and go to {server}, which answers with {model}"

    UNREACHABLE = "The server {server} does not answer. Check that it is on."
    PUBLIC = (
        "The server {server} is not in your own network. If pictures may go there, "
        "allow public servers in the settings, under remote."
    )
    KEY = "The server {server} refuses the key. Check the key file in the settings."
    KEY_FILE = "The file of the server's key cannot be read: {detail}. Make it readable."
    MODEL = (
        "The server {server} does not have the model. Check model in the settings, under remote."
    )
    BUSY = "The server {server} is busy. I try it again in a while."
    SLOW = "The server {server} is too slow. Check what else it does."
    PICTURE = "The server {server} takes no pictures. Choose a model that sees."
    REQUEST = "The server {server} refuses: {detail}. Check model in the settings, under remote."
    FAILED = "The server {server} fails: {detail}. Check it, or choose another."
    TAKES_OVER = "{fault} Until then, the model of this computer looks at pictures."
    BACK = "The server {server} looks at pictures again."
