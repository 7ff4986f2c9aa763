"""Loops without end while the file is loaded.

Ends by its limit.
"""

while True:
    pass
