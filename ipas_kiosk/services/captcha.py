"""Verification codes: five digits as a picture and as speech, checked once (requirement A8).

Digits are drawn by the `captcha` package in one dark colour with little warping: the code only slows a script down
(X36), people must be able to read it. Its speech maker takes 0.3 s of pure Python a code, so the package's voices are
joined here with the standard library instead.
"""

import hmac
import io
import random
import secrets
import unicodedata
import wave
from collections import OrderedDict
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.values import Challenge

if TYPE_CHECKING:
    from captcha.image import ImageCaptcha

DIGITS: Final = 5
READABLE: Final = "02345689"
"""A slanted 1 and a slanted 7 are taken for each other."""
KEPT: Final = 32
_SIZE: Final = (208, 78)
_INK: Final = (24, 42, 68, 255)
_INK_LEVEL: Final = 39
"""The ink's brightness (ITU-R 601), 0 to 255."""
_PAPER: Final = (255, 255, 255)
_SILENCE: Final = b"\x80"
_RATE: Final = 8000
_PAUSE: Final = _SILENCE * (_RATE // 2)


class Captcha:
    """Holds the digits of the codes that are out: at most `KEPT`, each good for one check, right or wrong, however long
    it has stood on the screen: a kiosk may rest all night, and people take the time they need (A7)."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes
        self._out: OrderedDict[UUID, str] = OrderedDict()

    async def new(self) -> Challenge:
        digits = "".join(secrets.choice(READABLE) for _ in range(DIGITS))
        image, audio = await self._lanes.cpu(render, digits)
        challenge = Challenge(uuid4(), image, audio)
        self._out[challenge.id] = digits
        while len(self._out) > KEPT:
            self._out.popitem(last=False)
        return challenge

    async def check(self, challenge: UUID, digits: str) -> bool:
        wanted = self._out.pop(challenge, "")
        typed = "".join(unicodedata.normalize("NFKC", digits[:100]).split())
        return bool(wanted) and hmac.compare_digest(typed.encode("utf-8", "replace"), wanted.encode())


def render(digits: str) -> tuple[bytes, bytes]:
    """A picture (PNG) and speech (WAV) of digits."""
    return _painter().generate(digits, bg_color=_PAPER, fg_color=_INK).getvalue(), speech(digits)


@cache
def _painter() -> "ImageCaptcha":
    from captcha.image import ImageCaptcha

    painter = ImageCaptcha(*_SIZE, font_sizes=(58, 62, 66))
    painter.character_rotate = (-15, 15)
    painter.word_space_probability = 1.0
    painter.word_offset_dx = 0.1
    # The package takes the brightness of the ink for its opacity: a dark ink would come out pale.
    painter.lookup_table = [min(255, level * 255 // _INK_LEVEL) for level in range(256)]
    return painter


def speech(digits: str) -> bytes:
    """The digits spoken in English, with pauses: a WAV file, 8 kHz, 8 bit, mono."""
    spoken = _PAUSE + _PAUSE.join(random.choice(_voices(digit)) for digit in digits) + _PAUSE  # noqa: S311
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(_RATE)
        sound.writeframes(spoken)
    return out.getvalue()


@cache
def _voices(digit: str) -> tuple[bytes, ...]:
    folder = resources.files("captcha") / "data" / digit
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".wav"):
            with entry.open("rb") as file, wave.open(file) as sound:
                found.append(sound.readframes(sound.getnframes()))
    return tuple(found)
