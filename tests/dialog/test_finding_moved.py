"""Finding while a simulated user moves the camera as told."""

from dataclasses import replace

import numpy as np

from assistant.dialog import finding
from assistant.dialog.state import State
from assistant.dialog.turn import Turn
from assistant.protocol.effects import Effect
from assistant.protocol.events import Frame, Spot
from models.interfaces import Certainty
from tests.kit.moving_camera import MovingCamera
from tests.kit.sentences import by_model
from tests.kit.talk import Talk

NOWHERE = Spot(Certainty.NONE, 0.0, spoken=by_model("I can't see a cup here."))


def test_a_simulated_user_reaches_the_thing() -> None:
    """From any place from which it is seen, by a finder that errs now and then."""
    rng = np.random.default_rng(5)
    reached = []
    for _ in range(30):
        thing = rng.uniform(0.9, 2.1, 2)
        start = np.clip(thing - rng.uniform(0.1, 0.9, 2), 0, 2)
        camera = MovingCamera(
            np.zeros((144, 192, 3), np.uint8),
            (48, 64),
            (float(start[0]), float(start[1])),
            lambda frame, name: NOWHERE,
            Talk().state,
        )

        def find(
            frame: Frame,
            name: str,
            camera: MovingCamera = camera,
            thing: tuple[float, float] = (float(thing[0]), float(thing[1])),
        ) -> Spot:
            x, y = (a - b + rng.normal(0, 0.03) for a, b in zip(thing, camera.at, strict=True))
            if rng.random() < 0.15 or not (0.0 < x < 1.0 and 0.0 < y < 1.0):
                return NOWHERE
            side = "left" if x < 0.5 else "right"
            return Spot(
                Certainty.PLAIN, 0.9, None, x, y, 0.1, 1.0, by_model(f"A cup, on the {side}.")
            )

        camera.find = find
        reached.append(camera.run(begin, 20.0))
    assert sum(one is not None for one in reached) >= 0.8 * len(reached), reached


def begin(state: State, now: float) -> tuple[State, tuple[Effect, ...]]:
    turn = Turn(replace(state, now=now))
    finding.begin(turn, "cup")
    return turn.state, tuple(turn.effects)
