"""What `lantern bench` says: in its file, the names and origins stand in English."""

from assistant.protocol.spoken import Phrase


class StageName(Phrase):
    """What is measured."""

    ENCODER = "encoder"
    DETECTOR = "detector"
    LOOK = "look: everything but words"
    CAPTION = "caption"
    DECODER = "decoder"
    FRAME = "age of the frame at the key"
    IDLE = "camera while nobody is asking"
    START = "start to ready"
    MEMORY = "resident memory"
    EARCON = "key to earcon, while the decoder works"
    FIRST_WORD = "key to first word"
    SILENCE = "stop to silence"


class Unit(Phrase):
    """What it is measured in, where that is a word."""

    TOKENS = "tokens a second"
    SHARE = "{percent} of a core"


class Origin(Phrase):
    """What a figure is taken from, or why there is none."""

    MODEL = "from the model alone"
    CAMERA = "from {camera}"
    NO_CAMERA = "no picture comes from {camera}"
    DEMO = "from the demo as a process"
    DEMO_FAMILY = "from the demo and its processes"
    ONLY_HEARD = "it can only be heard"
    RECORDING = "from the recorded sound"
    EVENTS = "from the events of the voice"


class BenchLine(Phrase):
    """The sentences; names in braces are filled in."""

    MEASURED = "{stage}: {median} {unit}, 95th percentile {p95}, {origin}"
    NOT_MEASURED = "{stage}: not measured, {origin}"
    NOT_RECORDED = "The sound is not being recorded: {reason}."
    NO_SERVER = "pulseaudio or parec is not installed"
    SERVER_HANGS = "the sound server does not start"
    SERVER_SILENT = "the sound server records nothing"
