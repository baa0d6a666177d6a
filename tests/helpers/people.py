"""People who do not exist: their ID numbers have serials near zero."""

from dataclasses import dataclass

WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 1)
LETTER_A = 1  # A is 10: 1 x 1 + 0 x 9


def id_number(serial: int, *, sex: int = 2) -> str:
    """A national ID number of household A whose check digit is right; `serial` below ten million."""
    digits = f"{sex}{serial:07}"
    total = LETTER_A + sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return f"A{digits}{-total % 10}"


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody types at the kiosk."""

    account: str
    id_number: str
    name: str
    email: str
    mobile: str
    password: str


def person(serial: int) -> Person:
    """A different person for each serial."""
    return Person(
        account=f"tester{serial:04}",
        id_number=id_number(serial),
        name="王小明",
        email=f"tester{serial:04}@mail.example.org",
        mobile=f"0912{serial:06}",
        password=f"Lantern#Quarry{serial:04}",
    )
