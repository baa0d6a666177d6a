"""Verification codes: picture and speech of the same five digits, one check each (A8)."""

import io
import wave
from collections.abc import Iterator

import pytest
from PIL import Image

from ipas_kiosk.services.captcha import DIGITS, KEPT, READABLE, Captcha, speech
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.values import Challenge


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    lanes = Lanes()
    yield lanes
    lanes.close()


@pytest.fixture
def captcha(lanes: Lanes) -> Captcha:
    return Captcha(lanes)


def digits_of(captcha: Captcha, challenge: Challenge) -> str:
    return captcha._out[challenge.id]


async def test_a8_a_picture_and_speech_come_and_the_digits_stay(captcha: Captcha) -> None:
    challenge = await captcha.new()
    picture = Image.open(io.BytesIO(challenge.image))
    assert picture.format == "PNG"
    assert picture.width >= 200
    with wave.open(io.BytesIO(challenge.audio)) as sound:
        assert sound.getnframes() / sound.getframerate() > DIGITS * 0.5
    digits = digits_of(captcha, challenge)
    assert len(digits) == DIGITS
    assert digits.encode() not in challenge.image + challenge.audio


async def test_a2_the_digits_are_dark_on_white(captcha: Captcha) -> None:
    """Not the pale grey that the package makes of a dark ink: 10:1 over an area that five digits have."""
    picture = Image.open(io.BytesIO((await captcha.new()).image)).convert("L")
    levels = picture.histogram()
    assert sum(levels[:64]) > 0.1 * sum(levels)
    assert sum(levels[:64]) > sum(levels[64:220])


async def test_a8_a_right_code_is_good_once(captcha: Captcha) -> None:
    challenge = await captcha.new()
    digits = digits_of(captcha, challenge)
    assert await captcha.check(challenge.id, digits)
    assert not await captcha.check(challenge.id, digits)


async def test_a8_a_wrong_code_uses_it_up(captcha: Captcha) -> None:
    challenge = await captcha.new()
    digits = digits_of(captcha, challenge)
    assert not await captcha.check(challenge.id, digits[:-1])
    assert not await captcha.check(challenge.id, digits)


async def test_u7_blanks_and_full_width_digits_are_taken(captcha: Captcha) -> None:
    challenge = await captcha.new()
    typed = " ".join(chr(ord(digit) + 0xFEE0) for digit in digits_of(captcha, challenge))
    assert await captcha.check(challenge.id, f" {typed} ")


@pytest.mark.parametrize("typed", ["", "\ud800", "\0", "１" * 10_000, "٣٣٣٣٣"])
async def test_x1_any_text_is_just_wrong(captcha: Captcha, typed: str) -> None:
    challenge = await captcha.new()
    assert not await captcha.check(challenge.id, typed)
    assert not await captcha.check(challenge.id, typed)


async def test_codes_never_asked_for_do_not_pile_up(captcha: Captcha) -> None:
    first = await captcha.new()
    digits = digits_of(captcha, first)
    for _ in range(KEPT):
        await captcha.new()
    assert len(captcha._out) == KEPT
    drawn = set().union(*captcha._out.values())
    assert drawn == set(READABLE)
    assert not {"1", "7"} & drawn  # slanted, they look alike
    assert not await captcha.check(first.id, digits)


def test_a8_each_digit_is_spoken_differently() -> None:
    assert len({speech(digit) for digit in READABLE}) == len(READABLE)
