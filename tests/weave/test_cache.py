import hashlib
import tempfile
from pathlib import Path

import pytest

from weave import CACHE, cache


@pytest.fixture(autouse=True)
def _somewhere_else(root):
    """Work in an empty house."""


def test_what_was_put_is_got():
    cache.put("name", {"a": [1, "ü"]})
    assert cache.has("name")
    assert cache.get("name") == {"a": [1, "ü"]}
    assert not cache.has("other")
    assert cache.get("other") is None


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"{}", b"abc\n{}"])
def test_damaged_entry_counts_as_none(damage):
    cache.put("name", 1)
    (CACHE / "name").write_bytes(damage)
    assert cache.get("name") is None


def test_entry_cut_short_counts_as_none():
    cache.put("name", "a long text")
    entry = CACHE / "name"
    entry.write_bytes(entry.read_bytes()[:-3])
    assert cache.get("name") is None


def test_folder_that_refuses_costs_only_time(monkeypatch):
    monkeypatch.setattr(cache, "_unwritten", {})
    CACHE.parent.mkdir()
    CACHE.write_text("a file where the folder should be")
    cache.put("name", ["ü"])
    assert cache.has("name")
    assert cache.get("name") == ["ü"]
    assert not cache.has("other")
    assert cache.get("other") is None
    monkeypatch.setattr(cache, "_unwritten", {})  # as for the next build
    assert not cache.has("name")
    assert cache.get("name") is None


def test_key_depends_on_every_part_and_on_where_one_ends():
    keys = [
        cache.key("a", "b"), cache.key("ab"), cache.key("a", "c"), cache.key("a", b"b", "d"),
        cache.key("a", "b", packages=("numpy",)),
    ]  # fmt: skip
    assert len(set(keys)) == len(keys)
    assert cache.key("a", "b") == keys[0]


def test_key_depends_on_the_version_of_a_package(monkeypatch):
    before = cache.key("a", packages=("numpy",))
    monkeypatch.setattr(cache, "version", lambda name: "0")
    assert cache.key("a", packages=("numpy",)) != before


@pytest.mark.parametrize(
    "line",
    [
        "from snippets.inner import x",
        "from snippets import inner",
        "import snippets.inner",
        "import snippets.inner as other, os",
        "def late():\n    from snippets.inner import x",
    ],
)
def test_sources_follow_imports_of_ours_however_deep(root, line):
    outer = root / "snippets" / "outer.py"
    outer.write_text("from snippets.middle import x\n")
    (root / "snippets" / "middle.py").write_text(line + "\n")
    (root / "snippets" / "inner.py").write_text("x = 1\n")
    before = cache.sources(outer)
    (root / "snippets" / "inner.py").write_text("x = 2\n")
    assert cache.sources(outer) != before


def test_sources_of_a_file_that_cannot_be_parsed_are_its_bytes(root):
    (root / "bad.py").write_text("def (")
    assert cache.sources(root / "bad.py") == b"def ("


def test_key_is_the_digest_of_parts_with_their_lengths_and_of_what_made_them(monkeypatch):
    monkeypatch.setattr(cache, "_TOOL", b"tool")
    monkeypatch.setattr(cache, "version", lambda name: "1.2")
    data = b"tool" + b"".join(
        len(part).to_bytes(8, "big") + part for part in (b"a", b"1", b"\xff", b"numpy 1.2")
    )
    assert cache.key("a", 1, b"\xff", packages=("numpy",)) == hashlib.sha256(data).hexdigest()


def test_entry_is_text_that_people_can_read_under_its_own_digest():
    cache.put("name", ["ü"])
    digest = hashlib.sha256('["ü"]'.encode()).hexdigest()
    assert (CACHE / "name").read_text(encoding="utf-8") == f'{digest}\n["ü"]'
    cache.put("name", [])
    assert [file.name for file in CACHE.iterdir()] == ["name"]
    assert cache.get("name") == []


def test_sources_are_each_file_once_in_the_order_of_names(root):
    (root / "b.py").write_text(
        "import a, os\nfrom . import c\nfrom a import x\nx = 1\nimport d.e\n"
    )
    (root / "a.py").write_text("import b\n")
    (root / "c.py").write_text("")
    (root / "d").mkdir()
    (root / "d" / "e.py").write_text("e")
    found = cache.sources(Path("b.py"))
    assert found == b"\0".join(Path(name).read_bytes() for name in ("a.py", "b.py", "d/e.py"))


def test_entry_is_written_beside_its_place_so_that_it_can_be_moved_there(monkeypatch):
    make, made = tempfile.mkstemp, []
    monkeypatch.setattr(tempfile, "mkstemp", lambda **k: made.append(make(**k)) or made[-1])
    cache.put("name", 1)
    ((_, beside),) = made
    assert Path(beside).parent.resolve() == CACHE.resolve()
    assert not Path(beside).exists()
