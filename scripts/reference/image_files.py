#!/usr/bin/env python3
"""Makes tests/DeepOptDistill.EngineTests/Images/Files: small image files of every kind in folders of classes, and what Pillow makes of them.

    scripts/reference/image_files.py
"""
import json
import pathlib

import numpy as np
from PIL import Image

FOLDER = pathlib.Path(__file__).resolve().parent.parent.parent / "tests/DeepOptDistill.EngineTests/Images/Files"
random = np.random.RandomState(3)


def picture(height, width, channels=3):
    y, x = np.mgrid[0:height, 0:width]
    planes = [128 + 100 * np.sin(x / (2 + c) + c) * np.cos(y / (3 + c)) for c in range(channels)]
    return np.clip(np.stack(planes, -1) + random.normal(0, 8, (height, width, channels)), 0, 255).astype(np.uint8)


def cropped(image, height, width):
    """torchvision's Resize of the shorter side and CenterCrop, for any target shape that covers."""
    w, h = image.size
    if height / h >= width / w:
        size = (max(width, int(height * w / h)), height)
    else:
        size = (width, max(height, int(width * h / w)))
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    return image.resize(size, Image.BILINEAR).crop((left, top, left + width, top + height))


answers = {}
files = {
    "cat/colour.png": Image.fromarray(picture(20, 30)),
    "cat/palette.png": Image.fromarray(picture(18, 18)).quantize(16),
    "cat/photo.jpg": Image.fromarray(picture(40, 28)),
    "dog/alpha.png": Image.fromarray(np.concatenate([picture(17, 25), np.full((17, 25, 1), 90, np.uint8)], -1), "RGBA"),
    "dog/grey.png": Image.fromarray(picture(9, 14, 1)[:, :, 0]),
    "dog/inner/lossless.webp": Image.fromarray(picture(33, 21)),
    "dog/lossy.webp": Image.fromarray(picture(24, 24)),
}
for name, image in files.items():
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **({"lossless": True} if "lossless" in name else {"quality": 90} if path.suffix in (".jpg", ".webp") else {}))
    opened = Image.open(path)
    rgb, grey = opened.convert("RGB"), Image.open(path).convert("L")
    answers[name] = dict(
        crop=np.asarray(cropped(rgb, 12, 12)).transpose(2, 0, 1).ravel().tolist(),
        squash=np.asarray(rgb.resize((26, 10), Image.BILINEAR)).transpose(2, 0, 1).ravel().tolist(),
        grey=np.asarray(cropped(grey, 16, 16)).ravel().tolist())
(FOLDER.parent / "answers.json").write_text(json.dumps(answers, separators=(",", ":")) + "\n")
print({name: (FOLDER / name).stat().st_size for name in files})
