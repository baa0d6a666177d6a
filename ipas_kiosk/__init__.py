"""The kiosk: the program that stands before the candidate."""
