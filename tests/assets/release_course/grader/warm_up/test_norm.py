import numpy as np
import pytest


@pytest.mark.points(1.5)
def test_length(submission):
    """A vector along an axis has the length of its entry."""
    assert np.isclose(submission.norm(np.array([0.0, 777.25])), 777.25)
