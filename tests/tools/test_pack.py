import zipfile

from tools.pack import pack


def test_archive_holds_what_a_disk_needs_and_is_the_same_in_whatever_order_it_was_written(tmp_path):
    names = ["b/index.html", "a.js", "404.html", "sitemap.xml", "sitemap.xml.gz", "b/404.html"]
    for folder, order in (("one", names), ("two", names[::-1])):
        for name in order:
            (tmp_path / folder / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / name).write_bytes(name.encode() * 100)
        pack(tmp_path / folder, tmp_path / f"{folder}.zip")
        assert not (tmp_path / folder / "404.html").exists()
        pack(tmp_path / folder, tmp_path / f"{folder}.zip")  # what is gone is not missed
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        entries = archive.infolist()
        assert archive.read("offline/a.js") == b"a.js" * 100
    assert [e.filename for e in entries] == [
        "offline/a.js", "offline/b/404.html", "offline/b/index.html"
    ]  # fmt: skip
    for entry in entries:
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert entry.compress_size < entry.file_size
        # A plain file of Unix that its owner may write and all may read.
        assert (entry.create_system, oct(entry.external_attr >> 16)) == (3, "0o100644")
