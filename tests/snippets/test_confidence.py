"""Confidence, push, the steps out of sure and wrong, and what wrong labels do."""

import math

import mpmath
import numpy as np
import pytest

from snippets import (
    confidence,
    confidence_escape,
    confidence_labels,
    confidence_nine,
    cube_escape,
)
from tests import oracle


@pytest.mark.parametrize(
    ("c", "squared", "steps"),
    [(2, True, 16), (8, True, 3011), (10, True, 22063), (2, False, 3), (10, False, 11)],
)
def test_steps_out_of_sure_and_wrong(c, squared, steps):
    assert confidence_escape.steps_to_half(c, squared) == steps
    rule = cube_escape.RULES["e·slope" if squared else "cross-entropy"]
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


@pytest.mark.parametrize("squared", [True, False])
def test_fit_descends_the_mean_loss(squared):
    x, labels = np.array([-2.0, 0.3, 1.0, 3.0]), np.array([0, 1, 1, 0])

    def loss(w, b):
        a = [oracle.sigmoid(w * v + b) for v in x]
        if squared:
            return sum((p - t) ** 2 for p, t in zip(a, labels, strict=True)) / 8
        return -sum(np.log(p if t else 1 - p) for p, t in zip(a, labels, strict=True)) / 4

    w = b = 0.0
    for _ in range(5):
        by_w = oracle.complex_step(lambda v, b=b: loss(v, b), w)
        by_b = oracle.complex_step(lambda v, w=w: loss(w, v), b)
        w, b = w - by_w, b - by_b
    assert confidence_labels.fit(x, labels, squared, steps=5) == pytest.approx((w, b), rel=1e-9)


def test_labels_far_out_move_the_border_of_cross_entropy_alone():
    """A distribution in place of a draw: the points lie at the quantiles."""
    at = [float(mpmath.sqrt(2) * mpmath.erfinv(2 * q - 1)) for q in (np.arange(100) + 0.5) / 100]
    x = np.sort(np.concatenate([np.subtract(at, 1.5), np.add(at, 1.5)]))
    labels = (x > 0).astype(int)
    labels[-20:] = 0
    for squared, moved in ((True, False), (False, True)):
        w, b = confidence_labels.fit(x, labels, squared)
        assert w > 0
        assert bool(-b / w > 0.5) == moved
    assert confidence_labels.fit(x, labels, True) == confidence_labels.fit(x, labels, True, 400)


LOSSES = {  # of p, the share that the right class gets
    "cross-entropy": lambda p: -mpmath.log(p),
    "error · slope": lambda p: (1 - p) ** 2 / 2,
    "error³": lambda p: -mpmath.log(p) - (1 - p) - (1 - p) ** 2 / 2,
    "error³ · slope": lambda p: (1 - p) ** 4 / 4,
    "focal loss": lambda p: -((1 - p) ** 2) * mpmath.log(p),
    "sign · slope": lambda p: 1 - p,
}


@pytest.mark.parametrize("name", LOSSES)
def test_output_settles_where_the_mean_loss_is_lowest(name):
    loss = LOSSES[name]
    for u in (0.01, 0.4, 0.97):
        slope = mpmath.diff(lambda z: loss(1 / (1 + mpmath.exp(z))), mpmath.log(u / (1 - u)))
        assert confidence_nine.RULES[name](u) == pytest.approx(float(slope), rel=1e-9)
    for share in (0.9, 0.7):
        grid = np.linspace(0.5, 1, 5001)[:-1]
        lowest = min(grid, key=lambda a, s=share: s * loss(a) + (1 - s) * loss(1 - a))
        found = confidence_nine.settle(confidence_nine.RULES[name], share)
        assert found == pytest.approx(lowest, abs=5e-4)
    assert confidence_nine.settle(confidence_nine.RULES[name]) == pytest.approx(
        confidence_nine.settle(confidence_nine.RULES[name], 0.9, 10_000), abs=0
    )
