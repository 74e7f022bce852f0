"""Cross-entropy and the logit."""

import math

import numpy as np
import pytest

from snippets import cross_entropy, cross_entropy_arrive, logits
from tests import oracle


@pytest.mark.parametrize("z", [-12, -1, 0, 3, 12])
@pytest.mark.parametrize("y", [0, 1])
def test_cross_entropy_has_the_slope_a_minus_y(z, y):
    p = oracle.sigmoid(z if y else -z).real
    assert cross_entropy.cross_entropy(z, y) == pytest.approx(-math.log(p), rel=1e-9)
    assert logits.loss_from_logit(float(z), y) == pytest.approx(-math.log(p), rel=1e-12)
    measured = oracle.central_difference(lambda v: logits.loss_from_logit(v, y), float(z))
    assert oracle.sigmoid(z).real - y == pytest.approx(measured, abs=1e-9)
    a = oracle.sigmoid(z).real
    assert logits.loss_from_output(np.array(a), y) == pytest.approx(-math.log(p), rel=1e-9)


@pytest.mark.parametrize("z", [-6, -1, 0, 3, 6])
@pytest.mark.parametrize("y", [0, 1])
def test_half_the_squared_error_keeps_the_slope_and_cross_entropy_does_not(z, y):
    error = oracle.sigmoid(z).real - y
    slope = oracle.complex_step(oracle.sigmoid, z)
    measured = oracle.central_difference(lambda v: cross_entropy.squared_error(v, y), z)
    assert measured == pytest.approx(error * slope, abs=1e-9)
    measured = oracle.central_difference(lambda v: cross_entropy.cross_entropy(v, y), z)
    assert measured == pytest.approx(error, abs=1e-8)


def test_push_through_the_activation_is_the_error_until_it_is_nothing():
    for z, y in [(-3.0, 1), (0.0, 0), (4.0, 0), (4.0, 1), (20.0, 0)]:
        error = oracle.sigmoid(z).real - y
        assert logits.push_through_output(np.float64(z), y) == pytest.approx(error, rel=1e-12)
    for kind, last in ((np.float32, 16), (np.float64, 36)):
        pushes = [logits.push_through_output(kind(z), 0) for z in range(last - 3, last + 20)]
        assert [push > 0 for push in pushes] == 4 * [True] + 19 * [False]
        assert {push.dtype for push in pushes} == {np.dtype(kind)}


@pytest.mark.parametrize("name", cross_entropy_arrive.DELTAS)
def test_passes_over_the_data_of_the_eleven_lines_descend_each_loss(name):
    def loss(w):
        total = 0.0
        for row, y in [((0, 0, 1), 0), ((0, 1, 1), 0), ((1, 0, 1), 1), ((1, 1, 1), 1)]:
            a = oracle.sigmoid(sum(v * x for v, x in zip(w, row, strict=True))).real
            squared = (a - y) ** 2 / 2
            total += squared if name == "squared error" else -math.log(abs(1 - y - a))
        return total

    w = [0.5, -1.0, 0.25]
    for _ in range(20):
        slopes = [
            oracle.central_difference(lambda v, i=i, w=w: loss([*w[:i], v, *w[i + 1 :]]), w[i])
            for i in range(3)
        ]
        w = [v - slope for v, slope in zip(w, slopes, strict=True)]
    start = np.array([0.5, -1.0, 0.25])
    ends, answers = cross_entropy_arrive.train(cross_entropy_arrive.DELTAS[name], start, 20)
    assert ends == pytest.approx(w, abs=1e-6)
    assert answers[3] == pytest.approx(oracle.sigmoid(sum(w)).real, abs=1e-6)


def test_loss_from_the_logit_survives_extremes():
    assert logits.loss_from_logit(800.0, 0) == 800
    assert logits.loss_from_logit(-800.0, 1) == 800
    assert logits.loss_from_logit(800.0, 1) == 0
