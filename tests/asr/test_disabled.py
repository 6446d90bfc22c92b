from assistant.asr.listener import DisabledListener
from assistant.protocol.effects import Listen
from assistant.protocol.events import ListeningFailed
from tests.kit.heard import Heard
from tests.kit.sentences import message


def test_a_disabled_listener_says_so_when_asked() -> None:
    events = Heard()
    listener = DisabledListener(events, message("They are off. Type."))
    listener.start()
    listener.listen(Listen(3, 0.0))
    listener.hold()
    listener.finish()
    listener.cancel()
    listener.close()
    assert events.all(object) == [ListeningFailed(3, message("They are off. Type."))]
    assert (listener.status().recogniser, str(listener.status().reason)) == (
        "",
        "They are off. Type.",
    )
