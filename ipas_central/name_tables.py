"""The tables behind the taken names that kiosks carry (`sync.names`)."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, LargeBinary, SmallInteger, Table

from ipas_central.columns import big, count, metadata, text, uuid

name_touched: Final = Table("name_touched", metadata, uuid("id", primary_key=True), text("accounts"))
"""What a batch leaves behind in its transaction: the account keys whose owner it changed, as a JSON list."""

taken_name: Final = Table(
    "taken_name",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("taken", Boolean, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Index(None, "seq"),
)
"""How each name stands that was ever taken; `seq` is its place in what kiosks pull."""

names: Final = Table(
    "names",
    metadata,
    Column("id", SmallInteger, CheckConstraint("id = 1", name="single"), primary_key=True, autoincrement=False),
    big("seq"),
    count("taken"),
    big("fingerprint"),
)
"""The newest place, how many names are taken, and the sum of their digests."""
