"""How replies go out and how endpoints are described (OpenAPI)."""

from typing import Any, Final

from fastapi import Response
from pydantic.json_schema import models_json_schema

from ipas_contract.calls import MEDIA_TYPE, ErrorReply
from ipas_contract.events import Wire

_REF: Final = "#/components/schemas/{model}"
_described: Final[set[type[Wire]]] = {ErrorReply}


def answer(reply: Wire) -> Response:
    """A reply of status 200."""
    return Response(reply.model_dump_json(), media_type=MEDIA_TYPE)


def describe(reply: type[Wire], request: type[Wire] | None = None) -> dict[str, Any]:
    """Keyword arguments of a route decorator that describe its bodies; the body itself is read by `Call.read`."""
    models = {reply, request} if request else {reply}
    _described.update(models)
    extra: dict[str, Any] = {
        "responses": {"200": _content(reply), "4XX": _content(ErrorReply), "5XX": _content(ErrorReply)}
    }
    if request:
        extra["requestBody"] = _content(request) | {"required": True}
    return {"response_class": Response, "response_model": None, "openapi_extra": extra}


def schemas() -> dict[str, Any]:
    """The JSON schemas of every body described so far."""
    _, definitions = models_json_schema([(model, "validation") for model in _described], ref_template=_REF)
    found: dict[str, Any] = definitions["$defs"]
    return found


def _content(model: type[Wire]) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=model.__name__)}
    return {
        "description": (model.__doc__ or model.__name__).strip().partition("\n")[0],
        "content": {MEDIA_TYPE: {"schema": schema}},
    }
