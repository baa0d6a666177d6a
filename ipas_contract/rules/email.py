"""E-mail addresses (rules §5). The local part keeps its case; addresses are compared without it."""

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from ipas_contract.codes import Checked, Code, Problem
from ipas_contract.rules.folding import nfkc, settled

MAX_LENGTH: Final = 254
_MAX_LOCAL: Final = 64
_PLAIN_LOCAL: Final = re.compile(r"[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*")
"""Local parts that are good before any domain."""

# The domains that people mean when they mistype one, most frequent first.
_COMMON: Final = (
    "gmail.com",
    "yahoo.com.tw",
    "hotmail.com",
    "yahoo.com",
    "outlook.com",
    "icloud.com",
    "hotmail.com.tw",
)
_FREE: Final = "free"
_LONG_NAME: Final = 7


def check(text: str) -> Checked:
    """Judge an address; the value is NFKC, trimmed, `。` as full stop, the domain in lower case.

    One problem at most: empty, too_long (over 254 code points), bad_format. Warnings: free_mail (the domain itself is
    a known free mailbox; a subdomain of one is somebody else's), typo with the address that was probably meant.
    """
    address = settled(_fold, text)
    if not address:
        return Checked(address, (Problem(Code.EMPTY),))
    if len(address) > MAX_LENGTH:
        return Checked(address, (Problem(Code.TOO_LONG),))
    if not _well_formed(address):
        return Checked(address, (Problem(Code.BAD_FORMAT),))
    local, _, domain = address.rpartition("@")
    domain = domain.lower()
    return Checked(f"{local}@{domain}", warnings=_warnings(local, domain))


def _fold(text: str) -> str:
    return nfkc(text).replace("。", ".").strip()


def _well_formed(address: str) -> bool:
    if not address.isascii():
        return False
    local, _, domain = address.rpartition("@")
    if len(local) <= _MAX_LOCAL and _PLAIN_LOCAL.fullmatch(local):
        return _well_formed_domain(domain)
    return _validated(address)


@lru_cache(4096)
def _well_formed_domain(domain: str) -> bool:
    """Central checks thousands of addresses a second, at few domains."""
    return _validated(f"a@{domain}")


def _validated(address: str) -> bool:
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(address, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        return False
    return True


def _warnings(local: str, domain: str) -> tuple[Problem, ...]:
    known = _known().get(domain)
    if known == _FREE:
        return (Problem(Code.FREE_MAIL),)
    meant = None if known else _meant(domain)
    return (Problem(Code.TYPO, f"{local}@{meant}"),) if meant else ()


@cache
def _known() -> dict[str, str]:
    """Kinds by domain: free mailboxes, providers' mailboxes, and distinct ones that look like a slip but are none."""
    lines = (files(__package__) / "data" / "mail_domains.csv").read_text(encoding="ascii").splitlines()
    return {row["domain"]: row["kind"] for row in csv.DictReader(lines)}


@lru_cache(4096)
def _meant(domain: str) -> str | None:
    """The common domain that this one is a slip of, if any.

    Compared by name and by ending, so that a slip in each is allowed, but no two in a short name (small.com). Slips at
    the first letter do not count: ymail.com, mail.com and cloud.com are domains of their own.
    """
    name, _, ending = domain.partition(".")
    slips: dict[str, int] = {}
    for common in _COMMON:
        common_name, _, common_ending = common.partition(".")
        if name[:1] != common_name[0] and name[:2] != common_name[1::-1]:
            continue
        in_name = edits(name, common_name)
        in_ending = 1 if ending == f"{common_ending}.tw" else edits(ending, common_ending)
        if in_name <= (2 if len(common_name) >= _LONG_NAME else 1) and in_ending <= 1 and in_name + in_ending <= 2:
            slips[common] = in_name + in_ending
    return min(slips, key=slips.__getitem__, default=None)


def edits(one: str, other: str) -> int:
    """How many letters inserted, dropped, replaced or swapped with their neighbour turn `one` into `other`."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
