"""Rule modules with heavy tables (10 MiB) are imported when the first person comes, before a field needs them."""

from ipas_kiosk.services.lanes import Lanes


async def rules(lanes: Lanes) -> None:
    """Use each of them once on the CPU lane, so that the first check of a field is as quick as all others."""
    await lanes.cpu(_use_each)


def _use_each() -> None:
    from ipas_contract.codes import Nationality
    from ipas_contract.rules import email, mobile, password, romanisation

    email.check("a@itri.org.tw")
    mobile.check("+81312345678", nationality=Nationality.FOREIGN)
    password.strength("")
    romanisation.suggest("林")
