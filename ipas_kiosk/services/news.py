"""Where news is put up for whoever looks: the state of the line, verdicts that came back."""

from collections.abc import Callable

from ipas_kiosk.services.values import LinkState, News

Reader = Callable[[News], None]


class Board:
    """Hands news to its readers in the thread that publishes (the NET lane's). A new reader gets the latest
    `LinkState` at once, so that a window opened late shows the truth."""

    def __init__(self) -> None:
        self._readers: list[Reader] = []
        self._link: LinkState | None = None

    def subscribe(self, reader: Reader) -> None:
        self._readers.append(reader)
        if self._link is not None:
            reader(self._link)

    def publish(self, news: News) -> None:
        if isinstance(news, LinkState):
            if news == self._link:
                return
            self._link = news
        for reader in tuple(self._readers):
            reader(news)
