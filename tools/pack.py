"""Pack a built site for a disk: `python -m tools.pack FOLDER offline.zip`.

Takes out of the folder what only a server uses, then writes all of it into one file, under one
folder `offline`: the same bytes for the same site, whenever and in whatever order it was written.
"""

import sys
import zipfile
from pathlib import Path

SERVED = ("404.html", "sitemap.xml", "sitemap.xml.gz")
DATE = (1980, 1, 1, 0, 0, 0)  # the first that the format knows


def pack(site: Path, out: Path) -> None:
    """Strip the folder `site` of what is SERVED and write it to `out`."""
    for served in SERVED:
        (site / served).unlink(missing_ok=True)
    files = {file.relative_to(site).as_posix(): file for file in site.rglob("*") if file.is_file()}
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"offline/{path}", DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on any system, so that this is understood:
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, files[path].read_bytes())


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
