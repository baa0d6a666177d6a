"""The data of `resources` that the pages show, read once."""

from ipas_kiosk.views.presenters import desks, portal
from ipas_kiosk.views.presenters.cast import Stock
from ipas_kiosk.views.presenters.schools import Schools
from ipas_kiosk.views.texts.consent import VERSION
from ipas_kiosk.views.tokens import RESOURCES


def load() -> Stock:
    """Schools, departments, portal and service desks. Raises ValueError, KeyError or OSError for a broken bundle."""

    def text(name: str) -> str:
        return (RESOURCES / name).read_text("utf-8")

    return Stock(
        schools=Schools(text("schools.csv").splitlines(), text("departments.csv").splitlines()),
        groups=portal.read(text("portal.toml")),
        desks=desks.read(text("service_desks.toml")),
        consent_version=VERSION,
        manual_url=portal.manual(text("portal.toml")),
    )
