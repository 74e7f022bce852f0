"""Cross-entropy, the logit and the softmax."""

import math

import numpy as np
import pytest

from snippets import (
    cross_entropy,
    logits,
    softmax,
)
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


def test_loss_from_the_logit_survives_extremes():
    assert logits.loss_from_logit(800.0, 0) == 800
    assert logits.loss_from_logit(-800.0, 1) == 800
    assert logits.loss_from_logit(800.0, 1) == 0


@pytest.mark.parametrize("z", [[0, 0, 0], [2, -1, 0.5], [30, -30, 0], [1000, 999, 998]])
@pytest.mark.parametrize("target", [0, 2])
def test_softmax_with_cross_entropy_has_the_slope_p_minus_y(z, target):
    z = np.array(z, float)
    p = softmax.softmax(z)
    assert p.sum() == pytest.approx(1)
    assert p[1] / p[2] == pytest.approx(math.exp(z[1] - z[2]), rel=1e-12)
    for i, unit in enumerate(np.eye(3)):
        measured = oracle.central_difference(lambda s, e=unit: softmax.loss(z + s * e, target), 0.0)
        assert p[i] - (i == target) == pytest.approx(measured, abs=1e-7)
