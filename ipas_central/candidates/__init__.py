"""Candidates: sign-in, account check, passwords, lookups (model §5, §6, §11)."""

from fastapi import APIRouter


def routers() -> tuple[APIRouter, ...]:
    """The endpoints of this package."""
    from ipas_central.candidates import endpoints

    return endpoints.candidates, endpoints.lookups
