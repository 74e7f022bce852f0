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


def test_folder_that_refuses_costs_only_time():
    CACHE.parent.mkdir()
    CACHE.write_text("a file where the folder should be")
    cache.put("name", 1)
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
