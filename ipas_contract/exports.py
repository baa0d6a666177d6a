"""The sealed export of an outbox: what waits on a kiosk without a line, carried to central by hand (sync §2, Key loss).

One line of JSON outside (version, kiosk's code, `sealed`); sealed to the organisation's key is the device's signature
(64 bytes) and, under it, one `PushRequest` a line: what the kiosk would have pushed. The code outside is a label only.
"""

import base64
from collections.abc import Sequence
from typing import Annotated, Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field, ValidationError

from ipas_contract import sealing
from ipas_contract.events import PushRequest, Short, Wire

VERSION: Final = 1
_SIGNATURE: Final = 64


class ExportError(ValueError):
    """A file is no export, is not for this key, or is not signed by its kiosk; the text says which."""


class _Envelope(Wire):
    version: Annotated[int, Field(ge=VERSION, le=VERSION)]
    kiosk_code: Short
    sealed: str


def seal(requests: Sequence[PushRequest], kiosk_code: str, key: Ed25519PrivateKey, organisation: bytes) -> str:
    """The file's text: the requests signed by the device, sealed to the organisation's raw X25519 key."""
    content = "\n".join(request.model_dump_json() for request in requests).encode()
    signed = key.sign(sealing.OUTBOX + content) + content
    sealed = sealing.seal(signed, organisation, sealing.OUTBOX)
    return _Envelope(version=VERSION, kiosk_code=kiosk_code, sealed=base64.b64encode(sealed).decode()).model_dump_json()


class Opened:
    """An export that the right key opened; nothing in it may be believed before `check`."""

    def __init__(self, text: str, private_key: bytes) -> None:
        """Raises `ExportError`."""
        try:
            sealed = base64.b64decode(_Envelope.model_validate_json(text).sealed, validate=True)
            content = sealing.unseal(sealed, private_key, sealing.OUTBOX)
        except InvalidTag as error:
            raise ExportError("the key does not open this export, or the file was changed") from error
        except ValueError as error:
            raise ExportError("this is no export of an outbox") from error
        self._signature, self._content = content[:_SIGNATURE], content[_SIGNATURE:]
        try:
            lines = self._content.splitlines()
            self.requests = [PushRequest.model_validate_json(line) for line in lines]
        except ValidationError:
            raise ExportError("what was sealed does not read") from None
        if len({request.device for request in self.requests}) != 1:
            raise ExportError("the export is not of one kiosk")
        self.device = self.requests[0].device

    def check(self, public_key: bytes) -> None:
        """Raise `ExportError` unless the device with this raw public key signed it."""
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(self._signature, sealing.OUTBOX + self._content)
        except InvalidSignature:
            raise ExportError("the export is not signed by its kiosk") from None
