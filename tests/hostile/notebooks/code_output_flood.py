"""48 MiB in one line, and as many outputs as there is time for."""
print("x" * (48 << 20))
for number in range(100_000):
    display(number)
