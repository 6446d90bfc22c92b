"""The sentences on a server that looks at the pictures."""

from assistant.protocol.spoken import Phrase


class RemoteLine(Phrase):
    """The sentences, by what they are for; names in braces are filled in."""

    SENDS = "Pictures leave this computer: they go to the server {server}."
    STAYS = "No pictures go to the server {server} now. {fault}"
    TRIED = (
        "I keep trying to send pictures to the server {server}, but it does not look at them now. "
        "{fault}"
    )
    CHECKED = "pictures leave this computer and go to {server}, which answers with {model}"

    UNREACHABLE = "The server {server} is not responding. Check that it is on."
    PUBLIC = (
        "The server {server} is not on your own network. If pictures may go there, allow public "
        "servers in the settings, under remote."
    )
    KEY = "The server {server} rejected the key. Check the key file in the settings."
    KEY_FILE = "The file with the server's key could not be read: {detail}. Make it readable."
    MODEL = (
        "The server {server} does not have that model. Check model in the settings, under remote."
    )
    BUSY = "The server {server} is busy. I will try again in a while."
    SLOW = "The server {server} is too slow. Check what else it is doing."
    PICTURE = "The server {server} does not accept pictures. Choose a model that can see."
    REQUEST = (
        "The server {server} rejected the request: {detail}. Check model in the settings, under "
        "remote."
    )
    FAILED = "The server {server} has a problem: {detail}. Check it, or choose another."
    TAKES_OVER = "{fault} Until then, this computer's own model looks at pictures."
    BACK = "The server {server} is looking at pictures again."
