"""Alembic's environment: the connection comes from `migrations.migrate`, which owns the transaction."""

from alembic import context

from ipas_kiosk.models.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
