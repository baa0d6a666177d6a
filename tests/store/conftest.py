"""Fixtures of the store's tests."""

from tests.helpers.store import store, store_path, store_template

__all__ = ["store", "store_path", "store_template"]
