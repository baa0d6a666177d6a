"""Candidates: sign-in, account check, passwords, lookups (model §5, §6, §11)."""
