"""The model stands on the same central as the faults."""

from tests.faults.conftest import _no_thread_left, one_central
from tests.helpers.postgres import cluster

__all__ = ["_no_thread_left", "cluster", "one_central"]
