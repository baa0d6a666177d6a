"""Errors as callers see them: one form (`calls.ErrorReply`), one status a code, nothing about the inside."""

from typing import Final

from ipas_contract.calls import ErrorCode, ErrorReply

STATUS: Final = {
    ErrorCode.NONCE_REQUIRED: 401,
    ErrorCode.BAD_SIGNATURE: 401,
    ErrorCode.DEVICE_UNKNOWN: 401,
    ErrorCode.REVOKED: 403,
    ErrorCode.SUSPENDED: 403,
    ErrorCode.ENROL_FAILED: 403,
    ErrorCode.BAD_REQUEST: 400,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.CURSOR_GONE: 410,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.UPGRADE_REQUIRED: 426,
    ErrorCode.SLOW_DOWN: 429,
    ErrorCode.UNAVAILABLE: 503,
    ErrorCode.INTERNAL: 500,
}


class Refused(Exception):  # noqa: N818 (it ends a request, it is not a fault)
    """Ends a request with an error reply; `retry_after` in seconds, `order` for a kiosk that is shut out."""

    def __init__(self, code: ErrorCode, retry_after: int | None = None, order: str | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.status = STATUS[code]
        self.retry_after = retry_after
        self.order = order

    def body(self) -> bytes:
        """The reply's body."""
        return ErrorReply(code=self.code, retry_after=self.retry_after, order=self.order).model_dump_json().encode()
