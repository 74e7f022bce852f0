"""Descent over two weights, and a minimum that is not the lowest."""

import numpy as np
import pytest

from snippets import (
    descent,
    descent_exercise,
    descent_minimum,
)
from tests import oracle


@pytest.mark.parametrize("v", [(0, 0), (1.5, -4), (-4, 8), (0.2, -1)])
def test_gradient_of_descent(v):
    def loss(w, b):
        return sum((oracle.sigmoid(w * x + b) - t) ** 2 / 2
                   for x, t in zip(descent.x, descent.y, strict=True))  # fmt: skip

    exact = [
        oracle.complex_step(lambda s: loss(v[0] + s, v[1]), 0),
        oracle.complex_step(lambda s: loss(v[0], v[1] + s), 0),
    ]
    assert descent.gradient(np.array(v)) == pytest.approx(exact, rel=1e-10, abs=1e-14)
    assert descent.loss(np.array(v)) == pytest.approx(loss(*v).real, rel=1e-12)
    assert descent.path(v, 0.5, 1)[1] == pytest.approx(np.array(v) - 0.5 * np.array(exact))
    assert descent.path(v, 0.5, 0).dtype == float  # whole numbers at the start too


@pytest.mark.parametrize("w", [-2, -0.1, 0, 0.5, 8])
def test_derivatives_of_the_hollow(w):
    def loss(v):
        return 2 * (oracle.sigmoid(v) - 1) ** 2 + oracle.sigmoid(10 * v) ** 2 / 2

    def slope(v):
        return oracle.complex_step(loss, v)

    value, first, second = descent_minimum.derivatives(w)
    assert value == pytest.approx(loss(w).real, rel=1e-12)
    assert first == pytest.approx(slope(w), rel=1e-9, abs=1e-13)
    assert second == pytest.approx(oracle.central_difference(slope, w, 1e-5), rel=1e-6, abs=1e-8)


def test_hollow_is_a_minimum_and_not_the_lowest():
    w, loss = descent_exercise.descend(0.0, 0.1)
    value, first, second = descent_minimum.derivatives(w)
    assert abs(first) < 1e-12
    assert second > 1
    assert value == pytest.approx(loss)
    assert descent_minimum.derivatives(8.0)[0] < value - 0.05
