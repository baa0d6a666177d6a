"""`ipas-central`'s commands within the test's process."""

import logging

from typer.testing import CliRunner, Result

from ipas_central.cli import app


def ipas_central(*words: str, typed: str = "") -> Result:
    """The command; its log does not become the tests'."""
    root = logging.getLogger()
    handlers = root.handlers[:]
    try:
        return CliRunner().invoke(app, words, input=typed)
    finally:
        for opened in set(root.handlers) - set(handlers):
            opened.close()
        root.handlers[:] = handlers
