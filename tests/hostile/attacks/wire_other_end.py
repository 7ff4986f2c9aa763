"""Writes to every descriptor that it has, as if it were the zygote or the grader."""

for _descriptor in range(64):
    for _message in (b"start", b"end 1 0", b"end -1 0", b'{"layers":[],"missing":{}}'):
        try:
            os.write(_descriptor, _message) if _descriptor != WIRE else None
        except OSError:
            pass
put(b"start")
