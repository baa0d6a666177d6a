"""The local store: tables, session, cipher, migrations, backup."""
