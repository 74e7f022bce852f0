"""Fetch Python for the browser into `docs/pyodide/`, and refuse whatever is not what it should be.

    python -m tools.pyodide

Run by hand, when a version changes: what it makes is kept in the repository, so that a build needs
neither Node nor these packages. `docs/pyodide/files.json` names versions, bytes and SHA-256. The
core is the npm package "pyodide"; its build of numpy has no package of its own, but is carried,
byte for byte, by "open-webui" of Python's package index.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

FOLDER = Path("docs/pyodide")
LIST = "files.json"
LOCK = "pyodide-lock.json"


def fault(folder: Path) -> str:
    """Say what in `folder` is not as its list has it, or nothing.

    The wheels have to be those that the core's own lock file names, too.
    """
    listed = json.loads((folder / LIST).read_text(encoding="utf-8"))["files"]
    for name, told in listed.items():
        if not (file := folder / name).is_file():
            return f"{name} is missing"
        data = file.read_bytes()
        if [len(data), hashlib.sha256(data).hexdigest()] != [told["bytes"], told["sha256"]]:
            return f"{name} has other bytes than {LIST} says"
    packages = json.loads((folder / LOCK).read_bytes())["packages"].values()
    known = {package["file_name"]: package["sha256"] for package in packages}
    for name, told in listed.items():
        if name.endswith(".whl") and known.get(name) != told["sha256"]:
            return f"{name} is not the one that {LOCK} names"
    return ""


def fetch(listed: dict, folder: Path) -> None:
    """Put the files that `listed` names into `folder`, out of the two packages that hold them."""
    subprocess.run(["npm", "pack", f"pyodide@{listed['pyodide']}"], cwd=folder, check=True)
    subprocess.run(
        [sys.executable, "-m", "pip", "download", f"open-webui=={listed['open-webui']}",
         "--no-deps", "--only-binary", ":all:", "--ignore-requires-python"],
        cwd=folder, check=True,
    )  # fmt: skip
    (package,), (wheel,) = folder.glob("pyodide-*.tgz"), folder.glob("open_webui-*.whl")
    with tarfile.open(package) as core, zipfile.ZipFile(wheel) as carrier:
        for name in listed["files"]:
            if name.endswith(".whl"):
                data = carrier.read(f"open_webui/frontend/pyodide/{name}")
            else:
                data = core.extractfile(f"package/{name}").read()
            (folder / name).write_bytes(data)


def main() -> None:
    """Fetch all anew; put it in place only if each file is the one that the list means."""
    text = (FOLDER / LIST).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / LIST).write_text(text, encoding="utf-8")
        fetch(listed := json.loads(text), folder)
        if wrong := fault(folder):
            sys.exit(f"{wrong}; nothing was put into {FOLDER}")
        for name in listed["files"]:
            (FOLDER / name).write_bytes((folder / name).read_bytes())


if __name__ == "__main__":
    main()
