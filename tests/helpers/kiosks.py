"""Kiosks for tests: a real encrypted store, enrolled, with people who register there."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ipas_contract.codes import Education, Nationality, RomanSource, Sex
from ipas_kiosk.models.cipher import StoreKey
from ipas_kiosk.models.records import Device
from ipas_kiosk.models.store import Store
from ipas_kiosk.services.values import RegistrationForm
from tests.helpers.people import id_number

KEY = StoreKey(bytes(range(32)))
EPOCH = UUID(int=1)
PASSWORD = "Quiet(Harbour)27"


def enrolled_store(folder: Path, *, kiosk_code: str = "T001", incarnation: int = 1) -> Store:
    """A new store that believes itself enrolled; no central knows of it."""
    store = Store.create(folder / "store.db", KEY)
    with store.write() as work:
        work.device.enrol(
            Device(
                device_id=uuid4(),
                centre_id="TPE1",
                kiosk_code=kiosk_code,
                incarnation=incarnation,
                server_epoch=EPOCH,
                private_key=Ed25519PrivateKey.generate().private_bytes_raw(),
                sealing_key=bytes(32),
                order_key=bytes(32),
                pin=None,
                enrolled_at=0,
            )
        )
        work.commit()
    return store


@dataclass
class FakeClock:
    """`services.clock.Clock` that stands still until told."""

    now: int = 1_800_000_000_000
    boot_id: str = "test-boot"

    def now_ms(self) -> int:
        return self.now

    def mono_ms(self) -> int:
        return self.now - 1_700_000_000_000

    def later(self, *, seconds: float) -> None:
        self.now += round(seconds * 1000)


def form(serial: int = 1, **other: object) -> RegistrationForm:
    """A checked registration of somebody made up."""
    fields: dict[str, object] = {
        "account": f"candidate{serial:04}",
        "nationality": Nationality.ROC,
        "id_number": id_number(serial),
        "name": "林芳如",
        "surname_roman": "LIN",
        "given_roman": "FANG-RU",
        "roman_source": RomanSource.SUGGESTED,
        "email": f"candidate{serial}@itri.org.tw",
        "password": PASSWORD,
        "mobile": f"+88691200{serial:04}",
        "sex": Sex.FEMALE,
        "education": Education.BACHELOR,
        "school_area": "other",
        "school_code": None,
        "school_text": "其他學校",
        "department_code": None,
        "department_text": "無",
        "consent_version": "1",
        "consent_at": 1_800_000_000_000,
    }
    return RegistrationForm(**(fields | other))  # type: ignore[arg-type]
