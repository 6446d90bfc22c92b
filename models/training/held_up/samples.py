"""Draw the held-up things among the sample photos: `python -m models.training.held_up.samples`.

The fonts that are installed decide how they look.
"""

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from models.training.held_up import scene
from models.training.held_up.artwork import Surface
from models.training.held_up.scene import Sample

FOLDER: Final = Path(__file__).parents[3] / "assistant/cli/samples"
SAMPLES: Final = {
    "package": (Surface.BOX, 173),
    "screen": (Surface.SCREEN, 282),
    "letter": (Surface.SHEET, 70),
}
"""What each shows, and the seed that draws it upright, whole and sharp."""
QUALITY: Final = 90


def sample(name: str) -> Sample:
    """Draw a sample before a drawn background."""
    surface, seed = SAMPLES[name]
    return scene.draw(np.random.default_rng(seed), None, surface)


def main() -> None:
    """Write the samples."""
    for name in SAMPLES:
        bgr = sample(name).picture[..., ::-1]
        cv2.imwrite(str(FOLDER / f"{name}.jpg"), bgr, (cv2.IMWRITE_JPEG_QUALITY, QUALITY))


if __name__ == "__main__":
    main()
