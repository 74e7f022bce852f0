"""Confidence, push, and the steps out of sure and wrong."""

import math

import pytest

from snippets import (
    confidence,
    confidence_escape,
    cube_escape,
)
from tests import oracle


@pytest.mark.parametrize(
    ("c", "squared", "steps"),
    [(2, True, 16), (8, True, 3011), (10, True, 22063), (2, False, 3), (10, False, 11)],
)
def test_steps_out_of_sure_and_wrong(c, squared, steps):
    assert confidence_escape.steps_to_half(c, squared) == steps
    rule = cube_escape.RULES["e·slope" if squared else "cross-entropy, u"]
    assert cube_escape.steps_to_half(rule, c) == steps


def test_one_half_itself_is_not_below_one_half():
    assert confidence_escape.steps_to_half(0, squared=True) == 1
    assert confidence_escape.steps_to_half(0, squared=False) == 1
    assert cube_escape.steps_to_half(lambda u: u, 0) == 1


@pytest.mark.parametrize(("a", "y"), [(0, 0), (0.2, 0), (0.5, 1), (0.98, 0), (1, 0)])
def test_confidence_and_push(a, y):
    assert confidence.confidence(a) == pytest.approx(2 * abs(a - 0.5))
    if 0 < a < 1:
        z = math.log(a / (1 - a))
        measured = oracle.complex_step(lambda v: (oracle.sigmoid(v) - y) ** 2 / 2, z)
        assert confidence.push(a, y) == pytest.approx(abs(measured), rel=1e-9)
    else:
        assert confidence.push(a, y) == 0
