"""Models whose single steps are long, and models that have something to tell."""

from dataclasses import dataclass, replace

import pytest

from assistant.dialog.state import State
from assistant.dialog.status import status
from assistant.protocol.cancellation import CancelWhen
from assistant.runtime import compose, model_choice
from assistant.runtime.model_choice import CurrentModel
from assistant.saying.language import Catalogue
from assistant.settings.config import defaults
from models.hub.machine import Precision
from models.interfaces import UNCANCELLED, CancelToken, ImageEncoding, Picture, WorkCancelledError
from models.messages import HubLine
from tests.kit.fakes import FakeModel, bundle, picture, skills
from tests.kit.talk import FACTS


@dataclass
class SlowModel(FakeModel):
    """Asks during a look whether it is still wanted, and has told nothing of its trouble yet."""

    cancel: CancelToken = UNCANCELLED
    trouble: str = "It runs in int4 on the processor now."
    gone: bool = False

    def cancel_with(self, cancel: CancelToken) -> None:
        self.cancel = cancel

    def look(self, picture: Picture) -> ImageEncoding:
        if self.cancel.cancelled:
            raise WorkCancelledError
        return super().look(picture)

    def notice(self) -> str:
        said, self.trouble = self.trouble, ""
        return said

    def replaced(self) -> bool:
        return self.gone


@dataclass
class NarrowModel(SlowModel):
    """Runs in 8 bits."""

    def runs_in(self) -> str:
        return HubLine.ON_CPU.said(precision=Precision.INT8)


def test_a_long_step_ends_when_nobody_wants_its_result() -> None:
    model = SlowModel()
    able = skills(model, cancel_with=model.cancel_with)
    asked = 0

    def later() -> bool:
        nonlocal asked
        asked += 1
        return asked > 1

    for work in (able.look, able.describe):
        asked = 0
        with pytest.raises(WorkCancelledError):
            work(picture(), cancel=CancelWhen(later))
    asked = 0
    with pytest.raises(WorkCancelledError):
        able.answer(picture(), "Is it red?", cancel=CancelWhen(later))
    assert not model.looks


def test_what_the_model_has_to_tell_is_said_once() -> None:
    able = skills(SlowModel())
    first, second = able.describe(picture()), able.describe(picture())
    assert str(first.spoken).endswith(" It runs in int4 on the processor now.")
    assert "int4" not in str(second.spoken)
    able = skills(SlowModel())
    assert str(able.answer(picture(), "Is it red?").spoken).endswith("on the processor now.")


def test_the_model_that_is_named_is_the_one_that_answers_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = SlowModel()
    monkeypatch.setattr(model_choice, "loaded", lambda settings: bundle(model))
    settings = defaults()
    settings = replace(settings, model=replace(settings.model, name="moondream"))
    current_model = CurrentModel(settings.model.name)
    assert current_model.name() == "moondream", "nothing is loaded yet"
    compose.skills(settings, "world", current=current_model)
    assert current_model.name() == "moondream"
    model.gone = True
    assert current_model.name() == "embedded"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "Model: smolvlm-256m, int8 on the processor."),
        ("de", "Modell: smolvlm-256m, int8 auf dem Prozessor."),
        ("es", "Modelo: smolvlm-256m, int8 en el procesador."),
    ],
)
def test_the_status_says_how_the_model_runs(code: str, said: str) -> None:
    current_model = CurrentModel("smolvlm-256m", NarrowModel())
    facts = replace(FACTS, model=current_model.name())
    text = Catalogue([code]).text(status(State(), facts))
    assert said in text
