"""A unit of work: one transaction with its repositories, rolled back unless committed."""

from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from ipas_kiosk.models.cipher import BlindIndex
from ipas_kiosk.models.repositories.device import DeviceRepository
from ipas_kiosk.models.repositories.names import NameRepository
from ipas_kiosk.models.repositories.outbox import OutboxRepository
from ipas_kiosk.models.repositories.pulled import PulledRepository
from ipas_kiosk.models.repositories.registrations import RegistrationRepository
from ipas_kiosk.models.repositories.retention import RetentionRepository
from ipas_kiosk.models.repositories.sign_in import AttemptRepository, VerifierRepository


class UnitOfWork:
    """Use as `with store.write() as work: ...; work.commit()`. Leaving it any other way undoes everything."""

    def __init__(self, engine: Engine, index: BlindIndex) -> None:
        self._connection = engine.connect()
        self.device = DeviceRepository(self._connection)
        self.registrations = RegistrationRepository(self._connection, index)
        self.outbox = OutboxRepository(self._connection)
        self.retention = RetentionRepository(self._connection)
        self.verifiers = VerifierRepository(self._connection, index)
        self.attempts = AttemptRepository(self._connection, index)
        self.pulled = PulledRepository(self._connection)
        self.names = NameRepository(self._connection, self.pulled)

    def __enter__(self) -> Self:
        try:
            self._connection.begin()
        except BaseException:
            self._connection.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def commit(self) -> None:
        """Make everything of this unit last; the repositories are of no use afterwards."""
        self._connection.commit()
