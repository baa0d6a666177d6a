"""The few kinds of column that central's tables are made of, and how keys and indexes are named."""

from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Column, Integer, LargeBinary, MetaData, Text, Uuid
from sqlalchemy import text as sql

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def text(name: str, **more: Any) -> Column[str]:
    """A text that is always there."""
    return Column(name, Text, nullable=False, **more)


def texts(*names: str) -> list[Column[str]]:
    """Texts that are always there."""
    return [text(name) for name in names]


def maybe_text(name: str) -> Column[str]:
    """A text or null."""
    return Column(name, Text)


def moment(name: str) -> Column[int]:
    """A time in UTC milliseconds."""
    return Column(name, BigInteger, nullable=False)


def maybe_moment(name: str) -> Column[int]:
    """A time in UTC milliseconds or null."""
    return Column(name, BigInteger)


def moments(name: str) -> Column[Any]:
    """Times in UTC milliseconds."""
    return Column(name, ARRAY(BigInteger), nullable=False, server_default=sql("'{}'"))


def count(name: str, default: str = "0") -> Column[int]:
    """A number of things."""
    return Column(name, Integer, nullable=False, server_default=sql(default))


def big(name: str) -> Column[int]:
    """A number that may get large, from nought."""
    return Column(name, BigInteger, nullable=False, server_default=sql("0"))


def octets(name: str, **more: Any) -> Column[bytes]:
    """Bytes that are always there."""
    return Column(name, LargeBinary, nullable=False, **more)


def uuid(name: str, *, primary_key: bool = False) -> Column[Any]:
    """An id that is always there."""
    return Column(name, Uuid, primary_key=primary_key, nullable=False)
