"""A kiosk without its window as a process of its own, to be killed: `python -m tests.helpers.kiosk_child FOLDER URL`.

It goes online, registers one person and says so; `IPAS_FAILPOINT` says where it dies.
"""

import sys
import threading
from pathlib import Path

from ipas_contract.codes import Language
from ipas_contract.ids import uuid7
from ipas_kiosk.app import join
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.lanes import Lanes
from ipas_kiosk.services.values import LinkState, News, Registered
from ipas_kiosk.settings import Settings
from tests.helpers.kiosks import FakeClock, form
from tests.helpers.store import KEY

WITHIN_S = 30


def main() -> int:
    folder, url = Path(sys.argv[1]), sys.argv[2]
    store = Store.open(folder / "store.db", KEY)
    online = threading.Event()

    def hear(news: News) -> None:
        if isinstance(news, LinkState) and news.online:
            online.set()

    settings = Settings(central_url=url, data_dir=folder, bcrypt_cost=4, verdict_wait_s=WITHIN_S)
    kiosk = join(settings, Lanes(), store, clock=FakeClock())
    kiosk.services.subscribe(hear)
    if not online.wait(WITHIN_S):
        return 1
    registering = kiosk.services.registration.register(form(1), Language.ZH_TW, key=uuid7())
    outcome = kiosk.submit(registering).result(WITHIN_S)
    kiosk.close()
    return 0 if isinstance(outcome, Registered) else 1


if __name__ == "__main__":
    sys.exit(main())
