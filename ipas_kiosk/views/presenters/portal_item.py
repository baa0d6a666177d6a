"""An item that is done on the web site: said in words and with a QR code, never a dead button (screens §8)."""

from ipas_kiosk.views.presenters.base import Presenter
from ipas_kiosk.views.presenters.portal import Group, Item
from ipas_kiosk.views.presenters.ports import Carried, Ground


class PortalItemPresenter(Presenter):
    """`item` is the one that was chosen."""

    def __init__(self, ground: Ground, groups: tuple[Group, ...]) -> None:
        super().__init__(ground)
        self._items = {item.id: item for group in groups for item in group.items}
        self.item: Item | None = None

    def take_over(self, carried: Carried) -> None:
        self.item = self._items[carried.item]

    def back(self) -> None:
        self.ways.back()

    def wipe(self) -> None:
        super().wipe()
        self.item = None
