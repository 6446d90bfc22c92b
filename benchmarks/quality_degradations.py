"""Photos degraded by a known strength, on which the quality gate is trained."""

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.interfaces import Picture

Random = np.random.Generator


def clipped(values: NDArray[Any]) -> Picture:
    """Numbers as a picture: rounded and clipped to 0…255."""
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def darkened(photo: Picture, stops: float, rng: Random) -> Picture:
    """Halve the light `stops` times, and add shot noise and read noise."""
    light = (photo / 255.0) ** 2.2 / 2**stops
    light += rng.normal(0, 1, photo.shape) * np.sqrt(light) * rng.uniform(0, 0.02)
    light += rng.normal(0, 1, photo.shape) * rng.uniform(0, 0.0008)
    return clipped(np.clip(light, 0, 1) ** (1 / 2.2) * 255)


def gained(photo: Picture, noise: float, rng: Random) -> Picture:
    """Noise of high gain: `noise` grey levels, sometimes grey, sometimes blotchy."""
    shape = photo.shape if rng.random() < 0.6 else (*photo.shape[:2], 1)
    grain: NDArray[Any] = rng.normal(0, 1, shape)
    if rng.random() < 0.5:
        grain = cv2.GaussianBlur(grain, (0, 0), 0.7).reshape(shape) * 2.0
    return clipped(photo + grain * noise)


def overexposed(photo: Picture, stops: float, rng: Random) -> Picture:
    """Double the light `stops` times, with matching haze."""
    light = (photo / 255.0) ** 2.2
    light = light * 2**stops + rng.uniform(0, 0.05) * stops
    return gained(clipped(np.clip(light, 0, 1) ** (1 / 2.2) * 255), 1.0, rng)


def blurred(photo: Picture, sigma: float, rng: Random) -> Picture:
    """Out of focus by a Gaussian or a disc of the same spread, in pixels, with sensor noise."""
    if rng.random() < 0.5:
        soft = cv2.GaussianBlur(photo, (0, 0), sigma)
    else:
        radius = max(1, round(sigma * 2))
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
        kernel = disc.astype(np.float32)
        soft = cv2.filter2D(photo, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT)
    return gained(np.asarray(soft, np.uint8), float(rng.choice([0.0, 1.0, 2.0])), rng)


def moved(photo: Picture, length: float, rng: Random) -> Picture:
    """Motion of `length` pixels in some direction, with sensor noise."""
    size = 2 * math.ceil(length / 2) + 1
    kernel = np.zeros((size, size), np.float32)
    angle, middle = rng.uniform(0, math.pi), size // 2
    step = np.array([math.cos(angle), math.sin(angle)]) * length / 2
    start, end = (tuple(np.rint(middle + step * way).astype(int).tolist()) for way in (-1, 1))
    cv2.line(kernel, start, end, 1.0)
    soft = cv2.filter2D(photo, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT)
    return gained(np.asarray(soft, np.uint8), float(rng.choice([0.0, 1.0, 2.0])), rng)


def covered(photo: Picture, _: float, rng: Random) -> Picture:
    """A hand, a cap or a shutter over the lens: black, or a dim shapeless glow."""
    height, width = photo.shape[:2]
    ground = np.zeros((height, width, 3))
    if rng.random() < 0.6:
        glow: NDArray[Any] = cv2.resize(
            rng.uniform(0.2, 1, (3, 3)), (width, height), interpolation=cv2.INTER_CUBIC
        )
        tint = np.array([1.0, rng.uniform(0.1, 0.7), rng.uniform(0.05, 0.6)])
        ground += glow[..., None] * tint * rng.uniform(10, 110)
    return gained(clipped(ground), rng.uniform(0, 5), rng)
