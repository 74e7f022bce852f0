"""Find a Chromium to test in, or fetch one: `python tests/browser.py` before the tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"  # the engine alone: a page costs it a third of the time
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ANY = (SHELL, *WHOLE)
ON_A_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
MISSING = (
    "The browser tests need Chromium or Chrome, and none could be found or installed. Install one, "
    "for example with 'apt-get install chromium' or 'playwright install chromium', and try again."
)


def find(names: tuple[str, ...] = ANY) -> str | None:
    """Return the path of the first of `names` that is installed, else Playwright's own, or None."""
    for name in names:
        if path := shutil.which(name):
            return path
    if ON_A_MAC.exists():
        return str(ON_A_MAC)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def fetch(names: tuple[str, ...] = ANY) -> None:
    """Try to install one of `names`: as Playwright's, else as a package of Debian or Ubuntu."""
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        ways.append([*root, "apt-get", "update", "-qq"])
        ways += [[*root, "apt-get", "install", "-y", "-qq", name] for name in names[:2]]
    for way in ways:
        print("Trying:", " ".join(way), flush=True)
        try:
            subprocess.run(way, check=False, timeout=600, stdin=subprocess.DEVNULL)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(error)
        if find(names):
            return


if __name__ == "__main__":
    if not find():
        fetch()
    sys.exit(None if find() else MISSING)
