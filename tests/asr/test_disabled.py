from assistant.asr.listener import DisabledListener
from assistant.protocol.effects import Listen
from assistant.protocol.events import ListeningFailed
from tests.kit.heard import Heard


def test_ears_that_are_off_say_so_to_whoever_asks() -> None:
    told = Heard()
    ears = DisabledListener(told, lambda: "They are off. Type.")
    ears.start()
    ears.listen(Listen(3, 0.0))
    ears.hold()
    ears.finish()
    ears.cancel()
    ears.close()
    assert told.all(object) == [ListeningFailed(3, "They are off. Type.")]
    assert (ears.status().recogniser, ears.status().reason) == ("", "They are off. Type.")
