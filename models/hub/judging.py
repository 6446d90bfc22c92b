"""The judges of a checkpoint: its own calibration, or cautious ones where it has none."""

from pathlib import Path

from models.caution import CautiousAnswerJudge, CautiousJudge
from models.embedded.answering import load_answer_judge
from models.embedded.judge import load_judge
from models.hub import store
from models.interfaces import AnswerJudge, Judge


def is_calibrated(folder: Path) -> bool:
    """Whether a checkpoint's folder holds the numbers of its judges."""
    return (folder / store.CALIBRATION / "judge.json").is_file()


def judges(folder: Path, judge: Judge, answers: AnswerJudge) -> tuple[Judge, AnswerJudge]:
    """The judges for the checkpoint in a folder; `judge` and `answers` are the embedded model's."""
    if is_calibrated(folder):
        own = folder / store.CALIBRATION
        return load_judge(own), load_answer_judge(own)
    return CautiousJudge(judge), CautiousAnswerJudge(answers, judge.grades)
