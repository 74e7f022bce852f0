"""Put the packages of a list into .venv: `python3 tools/install.py requirements.txt`.

Run by make with the Python that the machine has, so it needs nothing but that. It says what it does
at least every two seconds, and whoever stops it finds no half of anything: an environment that was
not finished is made anew. uv installs side by side what pip installs one after the other; where uv
cannot, because a mirror is known to pip alone, for instance, pip does it.
"""

import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

try:
    import ensurepip
except ImportError:  # as in Debian
    sys.exit("This Python cannot make environments; 'apt install python3-venv' adds what it lacks.")

VENV = Path(".venv")
READY = VENV / "ready"  # make's mark that the environment holds what the site needs
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
# Compiled once, here, and not at each start. In two processes, for two cores.
IMPORTED = (
    "sympy flint mkdocs_jupyter.plugin",
    "matplotlib.pyplot matplotlib.backends.backend_svg matplotlib_inline.backend_inline "
    "IPython.core.interactiveshell mkdocs.commands.serve material.plugins.search.plugin "
    "lightningcss fontTools.subset fontTools.ttLib.woff2 rjsmin pymdownx.superfences "
    "pymdownx.details pygments.lexers.python",
)


def run(words: str, *commands: list) -> None:
    """Run `commands` side by side while `words` and the seconds are shown.

    Raises CalledProcessError, with what was said, if one fails.
    """
    start, live = time.monotonic(), sys.stderr.isatty()
    with tempfile.TemporaryFile("w+") as told:
        # They compile what they install or import, whatever the setting of who runs this.
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        children = [
            subprocess.Popen([str(part) for part in command], stdout=told, stderr=told, env=env)
            for command in commands
        ]
        try:
            while any(child.poll() is None for child in children):
                seconds = time.monotonic() - start
                print(end=f"\r{words}, {seconds:.0f} s" if live else f"{words}, {seconds:.0f} s\n",
                      file=sys.stderr, flush=True)  # fmt: skip
                wait(children, 1 if live else 2)
        finally:
            for child in children:
                child.kill()
                child.wait()
        print(end=f"\r{words}, {time.monotonic() - start:.0f} s\n" if live else "", file=sys.stderr)
        if any(child.wait() for child in children):
            told.seek(0)
            raise subprocess.CalledProcessError(1, words, told.read())


def wait(children: list, seconds: float) -> None:
    """Wait until all `children` have ended, but no longer than `seconds`."""
    end = time.monotonic() + seconds
    for child in children:
        try:
            child.wait(max(0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            return


def pin(name: str, text: str) -> str:
    """Return what a list says of one package: its version and its hashes."""
    return re.search(rf"(?m)^{name}==(?:.*\\\n)*.*\n", text)[0]


def pip() -> list:
    """Return how to run pip: as Python carries it, since to install it takes some seconds more."""
    own = Path(ensurepip.__file__).parent / "_bundled"
    for folder in filter(None, (own, sysconfig.get_config_var("WHEEL_PKG_DIR"))):
        for wheel in Path(folder).glob("pip-*.whl"):
            return [PYTHON, f"{wheel}/pip"]
    run("pip, which fetches uv", [PYTHON, "-m", "ensurepip"])  # a distribution keeps it elsewhere
    return [PYTHON, "-m", "pip"]


def install(file: str) -> None:
    """Install what `file` lists, and after the list of the site the site's own code."""
    if not READY.exists():
        venv = [sys.executable, "-m", "venv", "--clear", "--without-pip", VENV]
        run("an environment for Python", venv)
    READY.unlink(missing_ok=True)  # until all is done
    text = Path(file).read_text(encoding="utf-8")
    uv = VENV / "bin" / "uv"
    try:
        if not uv.exists():
            with tempfile.TemporaryDirectory() as folder:
                one = Path(folder, "uv.txt")
                one.write_text(pin("uv", text), encoding="utf-8")
                listed = ["--quiet", "--require-hashes", "--requirement", one]
                run("uv, which fetches packages", [*pip(), "install", *listed])
        fill(file, "", [uv, "pip", "install", "--python", PYTHON])
    except subprocess.CalledProcessError:
        fill(file, ", by pip", [*pip(), "install"])


def fill(file: str, by: str, way: list) -> None:
    """Install by one `way` what `file` lists, and what goes with the list of the site."""
    run(f"packages of {file}{by}", [*way, "--quiet", "--require-hashes", "--requirement", file])
    if file == "requirements.txt":
        own = ["--quiet", "--no-deps", "--no-build-isolation", "--editable", "."]
        run(f"the site's own code{by}", [*way, *own])
        imports = [f"import {', '.join(names.split())}" for names in IMPORTED]
        run("compiling", *([PYTHON, "-c", code] for code in imports))


def main(argv: list) -> None:
    """Do as the command line says, or end with one sentence that says why not."""
    if sys.version_info < OLDEST:
        oldest, this = (".".join(map(str, v)) for v in (OLDEST, sys.version_info[:3]))
        sys.exit(f"Python {oldest} or newer is needed, this is {this}")
    try:
        install(argv[1])
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.cmd} failed:\n{error.output.rstrip()}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(sys.argv)
