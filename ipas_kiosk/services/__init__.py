"""What can be done: use cases, Qt-free."""
