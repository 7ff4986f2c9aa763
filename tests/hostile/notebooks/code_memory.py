"""All the memory that there is."""
held = []
while True:
    held.append(bytearray(64 << 20))
