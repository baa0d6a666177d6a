"""What kiosks send (push) and are told (pull)."""
