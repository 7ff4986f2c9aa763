"""Takes the socket's place for an object that swallows what is said, and goes on in silence."""

import gc


class Silence:
    def __getattr__(self, name):
        return lambda *arguments, **options: None


for _thing in gc.get_objects():
    if type(_thing).__name__ == "Wire":
        _thing._socket = Silence()
