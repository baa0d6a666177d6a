"""One small repository an aggregate; each works inside the transaction of its unit of work and commits nothing."""
