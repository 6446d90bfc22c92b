"""Limits on what comes from outside: every size, time and count, with its reason.

Whoever reads a file, a connection, a program's output or a stranger's text bounds it by a limit
from here. `tests/house/test_limits.py` finds readers that pass none.
"""

from typing import Final

KIB: Final = 1 << 10
MIB: Final = 1 << 20

# Pictures and documents.

PHOTO_PIXELS: Final = 64_000_000
"""Pixels of a photo; more are refused before decoding: so many take 256 MB for a moment."""
JPEG_PIXELS: Final = 160_000_000
"""Pixels of a JPEG, which is decoded at a half, a quarter or an eighth of its size: phones' largest
photos pass."""
PHOTO_HERE: Final = 20_000_000
"""Pixels, or bytes of the file; a larger photo is decoded in a process of its own, because some
formats take 19 bytes a pixel for a moment. A JPEG takes 12 at most."""
PHOTO_MEMORY: Final = 340_000_000
"""Bytes of memory that decoding a large photo may take in its process, which itself takes 50
million."""
PHOTO_SECONDS: Final = 60
"""Seconds for a large photo: the slowest format takes ten."""
PDF_MEMORY: Final = 340_000_000
"""Bytes of memory that a document's pages may take in its process, besides what that takes."""
PDF_LETTERS: Final = 100_000
"""Characters of a page that are read; a dense one has a tenth."""
PDF_SECONDS: Final = 30.0
"""Seconds for one request about a document. A dense map takes ten."""
PDF_ANSWER: Final = 64 * MIB
"""Bytes of an answer of the process that reads a document, which the document may have taken over;
all letters of a page with their places take a third."""
CAMERA_PIXELS: Final = 64_000_000
"""Pixels of a camera's JPEG. No camera gives so many, and a file of 2 MB could fill the memory."""
CAMERA_JPEG: Final = 32 * MIB
"""Bytes of one JPEG of a network camera; none sends more."""
CAMERA_LINE: Final = 64 * KIB
"""Bytes of a line between two JPEGs: one of a header has a hundred."""
CAMERA_HEADER_LINES: Final = 100
"""Lines of such a header: cameras send five."""
SOUND_SECONDS: Final = 3600
"""Seconds of a sound file: recognising them takes as long as a user would wait."""
SOUND_FILE: Final = SOUND_SECONDS * 48_000 * 4
"""Bytes of a sound file: so many seconds in the format of recorders, stereo with 16 bits."""
SOUND_CHANNELS: Final = 32
"""Channels of a sound file: those of a studio."""

# The desktop: other programs, the clipboard, settings and the user's files.

CLIPBOARD: Final = 128 * MIB
"""Bytes of a picture in the clipboard or of the screen: an uncompressed one of 8K has as many."""
PROGRAM_OUTPUT: Final = 4 * MIB
"""Bytes that another program answers: the sound server's list of everything has a tenth."""
PROGRAM_ERRORS: Final = 4 * KIB
"""Bytes of what another program complains of that are read, to know its fault."""
SPOKEN_CLAUSE: Final = 64 * MIB
"""Bytes of sound that a voice makes of one clause: twenty minutes."""
STATE_FILE: Final = 64 * KIB
"""Bytes of what Lantern remembers between two starts: it writes two hundred."""
VOICE_FILE: Final = 4 * MIB
"""Bytes of a Piper voice's description: the longest list of phonemes has a hundredth."""
STANDARD_INPUT: Final = 512 * MIB
"""Bytes of a photo or a PDF file that another program hands over."""
LINES_FILE: Final = 64 * MIB
"""Bytes of a file with lines of questions or captions: a million of them."""
TRIGGER_LINE: Final = 16_000
"""Bytes of a request to the running Lantern; the address of a file takes up to three for each of
its name."""
TRIGGER_ANSWER: Final = 4 * KIB
"""Bytes of its answer, a sentence."""
TRIGGER_CLIENTS: Final = 32
"""Programs that may ask it at once: a user's keys start one each."""
SETTINGS_FILE: Final = 256 * KIB
"""Bytes of a settings file: the one with every setting has 10,000, and parsing is slow."""
SETTINGS_DOTS: Final = 2_000
"""Dots of a settings file, which has 200: a name of many parts takes memory with their square."""

# Connections to this computer: `lantern serve` and phones.

CONNECTIONS: Final = 64
"""Connections at once: each has a thread."""
CONNECTIONS_OF_ADDRESS: Final = 32
"""Connections at once from one address, so that it can't take all places."""
TURNED_AWAY: Final = 8
"""How many refused connections can be told why at once, each by a thread of its own."""
HANDSHAKE: Final = 5.0
"""Seconds for the handshake of an encrypted connection, which a phone needs one of for."""
FIRST_ARRIVAL: Final = 5.0
"""Seconds for the head of a request, and then for its body, before the client has shown that it may
ask: a head fits in one packet."""
ARRIVAL: Final = 30.0
"""The same after that: a large photo over a slow Wi-Fi."""
CLIENT_SILENCE: Final = 15.0
"""Seconds within which a client must send something."""
DRAIN: Final = 2.0
"""Seconds in which the rest of a refused request is discarded, so that the client reads why."""
HEAD: Final = 64 * KIB
"""Bytes of a request's head; all the heads at once then take 4 megabytes before a key is known."""
REQUEST: Final = 32_000_000
"""Bytes of the largest request: a conversation may repeat its picture."""
REQUESTS_TOGETHER: Final = 96_000_000
"""Bytes of all requests in memory at once: three of the largest."""
JSON_VALUES: Final = 100_000
"""Values in a request: each takes up to 90 bytes of memory, and two in the request. A conversation
of ten thousand messages has 60,000."""
WAITING: Final = 8
"""Requests that may wait while one is being worked on; later ones would wait too long."""
REQUEST_SECONDS: Final = 60.0
"""Seconds that a request may take, including its wait: most clients give up then."""
TURNS: Final = 16
"""The last messages of a conversation among which those that wanted more are counted: each is
parsed, and there is not more to say."""
BARRED: Final = 100
"""Names of things that an answer must not contain: each is looked for in every word."""
BARRED_LETTERS: Final = 60
"""Letters of such a name: none of a thing is longer."""
CHAT_PICTURES: Final = 4
"""Pictures of other programs that are kept for further questions: each takes up to 50 megabytes."""
PHONE_PHOTOS: Final = 6
"""Photos of phones that are kept for further questions, and searches that go on, of all phones
together; a phone's photos are smaller."""
PICTURES_KEPT: Final = 600.0
"""Seconds that a picture is kept after the last question about it; later questions are rare."""
LEAST_KEY: Final = 12
"""Characters of a key, at least. A right key never waits, so guesses can't be slowed: 10,000 a
second would need 100,000 years for half of all keys of twelve small letters."""
KEY_FILE: Final = 10_000
"""Bytes of a file with a key: it is one line."""
CERTIFICATE_FILE: Final = 100_000
"""Bytes of a file with a certificate and its key, which has about a thousand."""
PAIRING_REQUEST: Final = 1_000
"""Bytes of a request of a phone that is not yet connected: a code has six."""
PHONE_FIELDS: Final = 8
"""Values after the path of a phone's request: the page sends at most four."""
CODE_SECONDS: Final = 600.0
"""Seconds in which a code lets a phone in: time to fetch the phone, open the page and type."""
CODE_TRIES: Final = 5
"""Wrong codes that a device may try: people mistype."""
CODE_TRIES_TOGETHER: Final = 1_000
"""Wrong codes of all devices together: one chance in a thousand of a million codes. To make a code
worthless, a neighbour has to use two hundred addresses of the home network in its ten minutes."""

# Servers that the user chose.

CONNECT: Final = 1.5
"""Seconds in which a server on the home network must accept a connection: the user waits."""
SERVER_SILENCE: Final = 8.0
"""Seconds of silence after which a connection is closed if nothing else is wanted, and for the
whole list of models."""
SERVER_WHOLE: Final = 7.0
"""Seconds in which an answer must be complete: the embedded model still has to answer instead."""
SERVER_TOGETHER: Final = 8.5
"""Seconds for all the answers of one description: the user waits ten seconds at most."""
SERVER_ANSWER: Final = 2_000_000
"""Bytes of an answer: a list of thousands of models has less."""
SERVER_THOUGHTS: Final = 4_000
"""Letters of an answer, a reasoning model's thoughts included: more don't come in time."""
SERVER_TEXT: Final = 600
"""Letters of a description or an answer: more takes over half a minute to hear."""
SERVER_REFUSALS: Final = 3
"""Pictures refused in a row after which the server counts as one that takes none."""
SERVED_NAME: Final = 200
"""Letters of a model's name: it is sent back with every request."""
COMPLAINT: Final = 200
"""Letters of what a server says is wrong: it is spoken."""
LLAMA_PATIENCE: Final = 7.0
"""Seconds for an answer of llama.cpp's server while a user waits."""
LLAMA_LONGEST: Final = 300.0
"""Seconds to load its model, or for an answer, while a command waits: a slow disk needs minutes."""
LLAMA_ENDS: Final = 3
"""Times in a row that it ends before it is given up."""
LLAMA_LINE: Final = 1_000
"""Bytes of the line in which it tells its address."""

# Models that are pulled.

HUB_SILENCE: Final = 20.0
"""Seconds without data after which a hub counts as gone; a busy one answers within a few."""
HUB_ANSWER: Final = 30.0
"""Seconds until an answer's head is there, after interim answers, which could be endless."""
HUB_PIECE: Final = 300.0
"""Seconds for a list, or for `DOWNLOAD_PIECE` of a file: slower, a model would take a month."""
HUB_TRIES: Final = 3
"""Attempts in a row that bring less than `DOWNLOAD_PIECE`, after which a download is given up."""
HUB_REDIRECTS: Final = 5
"""Redirects in a row; hubs need two."""
HUB_LIST: Final = 20_000_000
"""Bytes of a repository's list of files; those of thousands of files have 2 million."""
DOWNLOAD_PIECE: Final = 256 * KIB
"""Bytes that are received and written at once, to bound the memory and to tell of progress."""
ARCHIVE: Final = 2.0
"""The largest archive, as a multiple of the size in the catalogue, which is rounded."""
INFLATED: Final = 20.0
"""The largest content, as a multiple of the archive's size; speech models have 2."""
DISK_MARGIN: Final = 100_000_000
"""Bytes of the disk that a download leaves free, so that other programs can still write."""

JSON_FILE: Final = 32 * MIB
"""Bytes of a settings or record file of a model; the longest tokenizers have 20 million."""
TEMPLATE: Final = 20_000
"""Characters of a chat template; those with tools have 15,000."""
PROMPT: Final = 20_000
"""Characters of what a chat template makes; a wrong one would never end."""
TEMPLATE_TIME: Final = 10.0
"""Seconds for rendering a chat template, the start of Python on a slow computer included."""
TEMPLATE_MEMORY: Final = 256 * MIB
"""Bytes that rendering a chat template may take; the published ones take 10 million."""
MODEL_SIDE: Final = 4096
"""Pixels of a side of a picture or tile, and length of a list, in a model's settings: a wrong file
would fill the memory."""
GRAPH_DEPTH: Final = 100
"""Messages inside one another in an ONNX file; a graph in a graph takes three."""
TENSORS_HEADER: Final = 100_000_000
"""Bytes of the header of a safetensors file, as its own library bounds it."""
MODEL_NAME: Final = 200
"""Bytes of a model's name; file systems allow 255, and folders of a pull have more in theirs."""

# Texts: what is read in a picture, written by a model, or said.

ANSWER_WORDS: Final = 8
"""Words of another model's answer: a longer one is a sentence, which no claim can be checked of."""
TEXT_REGIONS: Final = 400
"""Lines of text that are read in a picture: a dense page has 100, and each takes time."""
DESCRIBED: Final = 40
"""Tokens of a pulled model's description: at most twenty words are spoken."""
DETAILED: Final = 90
"""Tokens of a longer description: three sentences."""
BOXED: Final = 48
"""Tokens of the box of one thing: JSON of a name and four numbers."""
ANSWERED: Final = 8
"""Tokens of an answer with its end: a longer text is no answer."""
PASSAGES: Final = 400
"""Parts of a text that are compared with a question: more than a dense page has."""
LINE_AHEAD: Final = 200
"""Characters of a line that are searched after a price, which may be one of a thousand on it."""
DOMAIN: Final = 253
"""Characters of a domain in a code (RFC 1035)."""
CODE_SPOKEN: Final = 60
"""Characters of a code's text that are spoken, at most; more is too much to listen to."""
