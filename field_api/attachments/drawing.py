"""A program of its own that makes of a photo what screens show: `drawing.py SOURCE TARGET`.

Upright, at most 1,600 pixels a side, in sRGB, and with nothing of what the camera wrote beside the
pixels: no place, no time, no serial number. It runs apart because decoders of pictures are written
in C and fed by strangers: should one fail or swell, this process ends and nothing else does. Prints
the type it made, or one line that says why there is none and ends with 1.
"""

import io
import resource
import sys
import warnings

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

SIDE = 1600
# A photo of 64 million pixels takes 256 MiB as it is decoded.
PIXELS = 64_000_000
MEMORY = 2**30
SECONDS = 30
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")


def main(source: str, target: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    Image.MAX_IMAGE_PIXELS = PIXELS
    # Between once and twice the limit Pillow only warns.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(source, formats=FORMATS) as photo:
            kind = draw(photo, target)
    except Exception as error:
        sys.stdout.write(_why(error))
        return 1
    sys.stdout.write(kind)
    return 0


def draw(photo: Image.Image, target: str) -> str:
    """JPEG, or WebP where it has transparent parts. Of moving pictures the first."""
    photo.draft("RGB", (SIDE * 2, SIDE * 2))  # a JPEG is decoded at a half or a quarter
    clear = "A" in photo.getbands() or "transparency" in photo.info
    profile = photo.info.get("icc_profile")
    shown = ImageOps.exif_transpose(photo).convert("RGBA" if clear else "RGB")
    shown.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    # Pixels alone: what is pasted carries no information over.
    plain = Image.new(shown.mode, shown.size)
    plain.paste(_in_srgb(shown, profile))
    if clear:
        plain.save(target, "WEBP", quality=80)
        return "image/webp"
    plain.save(target, "JPEG", quality=82, optimize=True, progressive=True)
    return "image/jpeg"


def _in_srgb(shown: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or shown.mode != "RGB":
        return shown
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(shown, own, srgb, outputMode="RGB") or shown
    except (ImageCms.PyCMSError, OSError):
        return shown  # a broken profile: the colours are a shade off, and the photo is there


def _why(error: Exception) -> str:
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return "it has too many pixels"
    if isinstance(error, MemoryError):
        return "it takes too much memory"
    if isinstance(error, UnidentifiedImageError):
        return "it is no picture of a kind that is shown"
    return "the picture can't be read"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
