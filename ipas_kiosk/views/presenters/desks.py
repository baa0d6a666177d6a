"""The service desk of each certification: data (screens §1)."""

import tomllib
from dataclasses import dataclass

from ipas_contract.codes import Language


@dataclass(frozen=True, slots=True)
class ServiceDesk:
    """Whom to ask about one certification."""

    certification: str
    names: dict[Language, str]
    telephone: str
    mailbox: str


def read(text: str) -> tuple[ServiceDesk, ...]:
    """The desks of a `service_desks.toml`; one without its own telephone or mailbox has the general one."""
    data = tomllib.loads(text)
    general = data["general"]
    return tuple(
        ServiceDesk(
            certification=desk["id"],
            names={language: desk[language.value] for language in Language},
            telephone=desk.get("telephone", general["telephone"]),
            mailbox=desk.get("mailbox", general["mailbox"]),
        )
        for desk in data["desk"]
    )
