"""What a forked child does before it is given anything."""

import sys

import numpy as np

from course.worker import server


def test_warming_up_loads_and_calls_a_function_and_leaves_nothing(monkeypatch, capfd):
    did = []
    for name in ("_load", "_call"):
        act = getattr(server.Server, name)
        monkeypatch.setattr(
            server.Server, name, lambda *given, act=act: did.append(act(*given)) or did[-1]
        )
    monkeypatch.setitem(sys.modules, "course", sys.modules["course"])  # a stand-in takes its place
    drawn = np.random.get_state()[1].tolist()
    server.warm_up()
    loaded, called = did
    assert (loaded["functions"], loaded["problems"]) == (("weights",), [])
    assert called == {"value": ["array", "<f8", [6], True]}
    assert np.random.get_state()[1].tolist() == drawn
    assert capfd.readouterr() == ("", "")
