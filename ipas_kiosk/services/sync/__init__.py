"""Talking with central: gateway (the only HTTP client), engine (no I/O), policy (a table)."""
