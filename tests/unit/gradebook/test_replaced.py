"""Folders put in place together, and back."""

import pytest

from course.gradebook.replaced import Replaced


@pytest.fixture
def folders(tmp_path):
    """One folder that is there, and one that will be new."""
    old = tmp_path / "autograded" / "ada"
    old.mkdir(parents=True)
    (old / "of_before").touch()
    replaced = Replaced(tmp_path)
    for target in (old, tmp_path / "autograded" / "bo"):
        (replaced.new(target) / "new").touch()
    return replaced


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_nothing_changes_before_it_is_put(folders, tmp_path):
    assert files(tmp_path / "autograded") == ["ada/of_before"]


def test_new_folders_take_the_place_of_old_ones(folders, tmp_path):
    folders.put()
    folders.keep()
    assert files(tmp_path) == ["autograded/ada/new", "autograded/bo/new"]


def test_back_leaves_everything_as_it_was(folders, tmp_path):
    folders.put()
    folders.back()
    assert files(tmp_path) == ["autograded/ada/of_before"]
    assert not (tmp_path / "autograded" / "bo").exists()


def test_back_before_put_drops_what_was_made(folders, tmp_path):
    folders.back()
    assert files(tmp_path) == ["autograded/ada/of_before"]


def test_a_file_in_the_place_of_a_folder_stops_it_and_stays(folders, tmp_path):
    (tmp_path / "autograded" / "bo").write_text("mine", encoding="utf-8")
    with pytest.raises(OSError, match="bo"):
        folders.put()
    folders.back()
    assert files(tmp_path) == ["autograded/ada/of_before", "autograded/bo"]
