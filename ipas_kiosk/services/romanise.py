"""帶入通用拼音 (screens §2): the rule of the contract, on the CPU lane."""

from ipas_kiosk.services.lanes import Lanes


class Romanise:
    """Implements `services.api.Romanise`."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes

    async def suggest(self, name: str) -> tuple[tuple[str, str], ...]:
        return await self._lanes.cpu(_suggest, name)


def _suggest(name: str) -> tuple[tuple[str, str], ...]:
    from ipas_contract.rules import romanisation

    suggestion = romanisation.suggest(name)
    return (suggestion.surname, suggestion.given), *suggestion.alternatives
