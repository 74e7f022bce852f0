"""Cross-entropy and the logit."""

import math

import numpy as np
import pytest

from snippets import (
    cross_entropy,
    logits,
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
