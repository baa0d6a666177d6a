"""What the program is for, measured (issue 2 §7); `python3 dev.py bench` runs it and writes README.md."""
