"""The files of Python for the browser are those that were asked for."""

import gzip
import json
from hashlib import sha256

import pytest

from tests.conftest import ROOT
from tools import pyodide


def test_folder_holds_just_what_its_list_says():
    folder = ROOT / pyodide.FOLDER
    assert pyodide.fault(folder) == ""
    listed = json.loads((folder / pyodide.LIST).read_text(encoding="utf-8"))["files"]
    held = {file.name for file in folder.iterdir() if file.is_file()}
    assert held == {*listed, pyodide.LIST}
    assert {f.stem for f in (folder / "licenses").iterdir()} == {
        "ABOUT", "MPL-2.0", "Python", "numpy"
    }  # fmt: skip


def test_what_is_said_of_the_files_agrees_with_them():
    folder = ROOT / pyodide.FOLDER
    listed = json.loads((folder / pyodide.LIST).read_text(encoding="utf-8"))
    about = (folder / "licenses" / "ABOUT.txt").read_text(encoding="utf-8")
    (wheel,) = (name for name in listed["files"] if name.endswith(".whl"))
    for words in (
        f"Pyodide {listed['pyodide']} ", f"tag {listed['pyodide']}\n", *listed["files"],
        f'"open-webui" {listed["open-webui"]},', f"NumPy {wheel.split('-')[1]} ",
    ):  # fmt: skip
        assert words in about, words
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    sizes = (len(gzip.compress((folder / name).read_bytes())) for name in listed["files"])
    assert f"{sum(sizes) / 1e6:.1f} MB with gzip" in " ".join(guide.split())


@pytest.fixture
def folder(tmp_path):
    """A folder with a core of three bytes and one wheel."""
    files = {"core.wasm": b"abc", "numpy.whl": b"wheel"}
    known = {"numpy": {"file_name": "numpy.whl", "sha256": sha256(b"wheel").hexdigest()}}
    files[pyodide.LOCK] = json.dumps({"packages": known}).encode()
    listed = {
        name: {"bytes": len(data), "sha256": sha256(data).hexdigest()}
        for name, data in files.items()
    }
    files[pyodide.LIST] = json.dumps({"files": listed}).encode()
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert pyodide.fault(tmp_path) == ""
    return tmp_path


def test_other_bytes_of_the_same_length_are_seen(folder):
    (folder / "core.wasm").write_bytes(b"abd")
    assert pyodide.fault(folder) == "core.wasm has other bytes than files.json says"


def test_missing_file_is_seen(folder):
    (folder / "core.wasm").unlink()
    assert pyodide.fault(folder) == "core.wasm is missing"


def test_wheel_that_the_core_does_not_know_is_seen(folder):
    lock = (folder / pyodide.LOCK).read_text()
    listed = json.loads((folder / pyodide.LIST).read_text())
    (folder / pyodide.LOCK).write_text(changed := lock.replace("numpy.whl", "other.whl"))
    listed["files"][pyodide.LOCK] = {
        "bytes": len(changed), "sha256": sha256(changed.encode()).hexdigest()
    }  # fmt: skip
    (folder / pyodide.LIST).write_text(json.dumps(listed))
    assert pyodide.fault(folder) == "numpy.whl is not the one that pyodide-lock.json names"
