"""Alembic's entry: runs the revisions on the connection that `ipas_central.db` hands over."""

from alembic import context

from ipas_central.audit import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
with context.begin_transaction():
    context.run_migrations()
