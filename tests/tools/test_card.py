import pytest
from PIL import Image

from tools import card


def test_card_has_the_size_that_link_previews_want_and_the_same_bytes_every_time(tmp_path):
    for name in ("one.png", "two.png"):
        card.draw(tmp_path / "new" / "folder" / name)
    one, two = (
        (tmp_path / "new" / "folder" / name).read_bytes() for name in ("one.png", "two.png")
    )
    assert one == two
    with Image.open(tmp_path / "new" / "folder" / "one.png") as image:
        assert image.size == card.SIZE == (1200, 630)
        assert image.info == {"dpi": pytest.approx((100, 100), abs=0.1)}  # names no tool
        assert len(image.convert("L").getcolors()) > 10  # something is drawn
    assert len(one) < 100_000
