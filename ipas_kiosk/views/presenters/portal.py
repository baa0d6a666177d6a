"""The portal's groups and items: data that the operator may change (screens §8)."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum

from ipas_contract.codes import Language


class Action(StrEnum):
    """What an item does. `site`: it is done on the web site, a page says so with a QR code."""

    PROFILE = "profile"
    PASSWORD = "change_password"  # noqa: S105 - an action
    SIGN_OUT = "sign_out"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Item:
    """`texts` by language; `url` is where the item is done; `available` false leaves it out."""

    id: str
    texts: dict[Language, str]
    action: Action
    url: str
    available: bool = True

    @property
    def control(self) -> str:
        """The objectName of its button."""
        named = {Action.PROFILE: "profile", Action.PASSWORD: "changePassword", Action.SIGN_OUT: "signOut"}
        return f"home.{named.get(self.action, f'item.{self.id}')}"


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    texts: dict[Language, str]
    items: tuple[Item, ...]


def read(text: str) -> tuple[Group, ...]:
    """The groups of a `portal.toml`, without what is not available. Raises ValueError or KeyError for a broken one."""
    data = tomllib.loads(text)
    groups = []
    for group in data["group"]:
        items = (
            Item(
                id=item["id"],
                texts=_texts(item),
                action=Action(item.get("action", Action.SITE)),
                url=item.get("url", data["site"]),
                available=item.get("available", True),
            )
            for item in group["item"]
        )
        groups.append(Group(group["id"], _texts(group), tuple(item for item in items if item.available)))
    return tuple(groups)


def manual(text: str) -> str:
    """Where the sign-in manual stands on the web; empty if nowhere."""
    return str(tomllib.loads(text).get("manual", ""))


def _texts(entry: dict[str, str]) -> dict[Language, str]:
    return {language: entry[language.value] for language in Language}
