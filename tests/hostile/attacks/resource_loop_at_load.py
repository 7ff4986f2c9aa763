"""Loops without end while the file is loaded."""

while True:
    pass
