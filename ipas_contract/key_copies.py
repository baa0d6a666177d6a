"""The copy of a store's key that lies beside the store, sealed to the organisation (model §8): one JSON object."""

import base64
from typing import Annotated, Final

from cryptography.exceptions import InvalidTag
from pydantic import Field

from ipas_contract import sealing
from ipas_contract.events import Short, Wire

VERSION: Final = 1


class KeyCopyError(ValueError):
    """A file is no copy of a key, or is not for this private key; the text says which."""


class _Copy(Wire):
    version: Annotated[int, Field(ge=VERSION, le=VERSION)]
    fingerprint: Short
    sealed: str


def seal(key: bytes, fingerprint: str, organisation: bytes) -> str:
    """The file's text; `fingerprint` tells whose copy it is without opening it."""
    sealed = base64.b64encode(sealing.seal(key, organisation, sealing.STORE_KEY)).decode()
    return _Copy(version=VERSION, fingerprint=fingerprint, sealed=sealed).model_dump_json()


def unseal(text: str, private_key: bytes) -> bytes:
    """The raw store key. Raises `KeyCopyError`."""
    try:
        sealed = base64.b64decode(_Copy.model_validate_json(text).sealed, validate=True)
        return sealing.unseal(sealed, private_key, sealing.STORE_KEY)
    except InvalidTag:
        raise KeyCopyError("the private key does not open this copy") from None
    except ValueError:
        raise KeyCopyError("this is no copy of a store's key") from None
