"""What is remembered between builds: small texts, each filed under what it was made from.

An entry's name is a digest of all that went into it, so an entry is never out of date: a change
gives another name. The folder may be deleted at any time.
"""

import ast
import contextlib
import hashlib
import json
import os
import tempfile
from functools import cache as once
from importlib.metadata import version as installed
from pathlib import Path

from weave import CACHE

version = once(installed)
_TOOL = b"".join(sorted(p.read_bytes() for p in Path(__file__).parent.glob("*.py")))
_unwritten: dict[str, str] = {}  # what the folder does not take lasts as long as the process


def key(*parts: object, packages: tuple[str, ...] = ()) -> str:
    """Digest `parts`, this package as it was loaded, and the installed versions of `packages`."""
    digest = hashlib.sha256(_TOOL)
    for part in (*parts, *(f"{name} {version(name)}" for name in packages)):
        data = part if isinstance(part, bytes) else str(part).encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def sources(file: Path) -> bytes:
    """Return the bytes of `file` and of every module of ours that it imports, however deep."""
    found = modules(file)
    return b"\0".join(found[name] for name in sorted(found))


def modules(file: Path) -> dict[Path, bytes]:
    """Return `file` and every module of ours that it imports, however deep, with their bytes."""
    found, waiting = {}, [file]
    while waiting:
        here = waiting.pop()
        if here in found or not here.is_file():
            continue
        found[here] = here.read_bytes()
        with contextlib.suppress(SyntaxError):  # running the file will say so, and better
            for node in ast.walk(ast.parse(found[here])):
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
                else:
                    continue
                waiting += [Path(*name.split(".")).with_suffix(".py") for name in names]
    return found


def has(name: str) -> bool:
    """Say whether something is filed under `name`."""
    return name in _unwritten or (CACHE / name).is_file()


def get(name: str) -> object | None:
    """Return what is filed under `name`, or None if there is nothing or it is damaged."""
    if name in _unwritten:
        return json.loads(_unwritten[name])
    try:
        digest, _, text = (CACHE / name).read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    if digest != hashlib.sha256(text.encode()).hexdigest():
        return None
    return json.loads(text)


def put(name: str, value: object) -> None:
    """File `value`, anything that JSON holds, under `name`; a read-only folder costs only time."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
        # Written beside and moved, so that a build that is killed leaves no half of an entry.
        handle, temporary = tempfile.mkstemp(dir=CACHE)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(hashlib.sha256(text.encode()).hexdigest() + "\n" + text)
            Path(temporary).replace(CACHE / name)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError:
        _unwritten[name] = text
