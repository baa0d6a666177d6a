"""Mail and SMS: rows written with their cause, sent by a worker (model §12)."""
