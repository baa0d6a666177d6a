"""`python -m ipas_kiosk.cli`."""

from ipas_kiosk.cli import app

app()
