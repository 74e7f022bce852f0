"""Take the picture of the home page that README.md shows: `python -m tests.picture`.

The picture carries the words that it shows, so that a test can tell when the page says others.
"""

import io
import re
import sys
import tempfile
from html import unescape
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import sync_playwright

from tests import browser as browsers
from tests.arrival import served
from tests.conftest import ARGUMENTS, ROOT, run_builder
from tests.test_browser import PUT_ON_MATHS_FONT

PICTURE = Path(__file__).with_suffix(".png")
WIDTH, COLORS = 1280, 128  # pixels; so few colours are enough, and a third of the bytes


def shown(html: str) -> str:
    """Return the words of a page from its title to the end of its first drawing."""
    (part,) = re.findall(r"(?s)<h1.*?</svg>", html)[:1]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", part)).split())


def take(site: Path) -> bytes:
    """Return the picture of the home page of the built `site`, as PNG."""
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.find(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": 1600}, color_scheme="light")
        page.goto(address, wait_until="networkidle")
        page.evaluate(PUT_ON_MATHS_FONT)
        box = page.locator("article svg[role=img]").first.bounding_box()
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": round(box["y"] + box["height"])}
        image = Image.open(io.BytesIO(page.screenshot(clip=clip)))
        browser.close()
    about = PngInfo()
    about.add_itxt("Description", shown((site / "index.html").read_text("utf-8")))
    few = image.convert("RGB").quantize(COLORS, Image.Quantize.MAXCOVERAGE)
    few.save(out := io.BytesIO(), "PNG", pnginfo=about)
    return out.getvalue()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        done = run_builder(ROOT, Path(folder, "site"))
        if done.returncode:
            sys.exit(done.stderr)
        PICTURE.write_bytes(take(Path(folder, "site")))
