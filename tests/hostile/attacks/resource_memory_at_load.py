"""Fills the memory while the file is loaded, and catches what tells it that there is no more."""

kept = []
while True:
    try:
        kept.append(bytearray(16 << 20))
    except MemoryError:
        pass
