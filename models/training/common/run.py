"""A training run: AdamW steps, the running average of the weights, checkpoints, a log."""

import hashlib
import json
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import torch
from torch import Tensor, nn

from models.training.common.data import Folders

MINUTES_BETWEEN_SAVES = 4

M = TypeVar("M", bound=nn.Module)


class Recipe(Protocol):
    """What every recipe (a frozen dataclass) defines."""

    @property
    def weight_decay(self) -> float:
        """Applies to matrices only."""

    @property
    def average(self) -> float:
        """Decay of the running average, 0…1."""


def digest(model: nn.Module) -> str:
    """A hash of a model's weights, which identifies where a run started."""
    found = hashlib.sha256()
    for name, value in model.state_dict().items():
        found.update(name.encode())
        found.update(value.detach().cpu().contiguous().numpy().tobytes())
    return found.hexdigest()


class Run(Generic[M]):
    """Resumes from the checkpoint in `WORK/runs/NAME` if recipe and initial weights match."""

    def __init__(self, folders: Folders, name: str, recipe: Recipe, model: M) -> None:
        """Start, or take weights and step from the checkpoint."""
        self.folder = folders.work / "runs" / name
        self._began = digest(model)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.model = model
        self.recipe: dict[str, Any] = asdict(recipe)  # type: ignore[call-overload]  # a dataclass
        self.optimiser = torch.optim.AdamW(
            [
                {
                    "params": [p for p in model.parameters() if p.dim() > 1],
                    "weight_decay": recipe.weight_decay,
                },
                {"params": [p for p in model.parameters() if p.dim() <= 1], "weight_decay": 0.0},
            ],
            betas=(0.9, 0.98),
            fused=True,
        )
        self.average = {name: value.clone() for name, value in model.state_dict().items()}
        self.step = 0
        self._pace = recipe.average
        self._checkpoint = self.folder / "checkpoint.pt"
        if self._checkpoint.exists():
            saved = torch.load(self._checkpoint, weights_only=True)
            if self._same(saved):
                model.load_state_dict(saved["model"])
                self.optimiser.load_state_dict(saved["optimiser"])
                self.average, self.step = saved["average"], saved["step"]
        how = "a" if self.step else "w"
        self._log = (self.folder / "log.jsonl").open(how, encoding="utf-8")
        self._values: dict[str, list[float]] = {}
        self._logged = self._saved = time.monotonic()

    def update(self, loss: Tensor, rate: float, values: Iterable[tuple[str, float]]) -> None:
        """Take one step down the loss; the means of the named values are logged once a minute."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        share = min(self._pace, (self.step + 1) / (self.step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(
                list(self.average.values()), list(self.model.state_dict().values()), 1 - share
            )
        self.step += 1
        for name, value in values:
            self._values.setdefault(name, []).append(value)
        now = time.monotonic()
        if now - self._logged > 60:
            self._logged = now
            self.note({name: round(sum(v) / len(v), 4) for name, v in self._values.items()})
            self._values.clear()
        if now - self._saved > MINUTES_BETWEEN_SAVES * 60:
            self._saved = now
            self._save()

    def note(self, entry: dict[str, Any]) -> None:
        """Print and log a line."""
        line = json.dumps({"step": self.step, **entry})
        print(line, flush=True)
        self._log.write(line + "\n")
        self._log.flush()

    def end(self) -> Path:
        """Load the averaged weights into the model, write them, and return their path.

        The checkpoint is updated too, so that a finished run is not repeated.
        """
        self._save()
        self.model.load_state_dict(self.average)
        target = self.folder / "model.pt"
        shape = asdict(self.model.shape)  # type: ignore[call-overload]  # a dataclass
        torch.save({**self._facts(), "shape": shape, "model": self.average}, target)
        return target

    @property
    def finished(self) -> Path | None:
        """The averaged weights of the same run if it is finished: same recipe, same initial
        weights."""
        target = self.folder / "model.pt"
        if target.exists() and self._same(torch.load(target, weights_only=True)):
            return target
        return None

    def _facts(self) -> dict[str, Any]:
        return {"recipe": json.loads(json.dumps(self.recipe)), "began": self._began}

    def _same(self, saved: dict[str, Any]) -> bool:
        return all(saved.get(name) == value for name, value in self._facts().items())

    def _save(self) -> None:
        state = {
            **self._facts(),
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "average": self.average,
            "step": self.step,
        }
        torch.save(state, self._checkpoint.with_suffix(".part"))
        self._checkpoint.with_suffix(".part").rename(self._checkpoint)


def half_where_fast() -> torch.autocast:
    """Autocast matrix products to bfloat16 if the processor supports it.

    Without support, bfloat16 takes some thirty times as long as float32.
    """
    able = torch.cpu.get_capabilities()
    fast = bool(able.get("avx512_bf16") or able.get("amx_bf16"))
    return torch.autocast("cpu", torch.bfloat16, enabled=fast)
