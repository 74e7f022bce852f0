import math
import random

import pytest

from snippets.delta import delta, loss, sigmoid
from tests import oracle

EXTREMES = [(z, y) for z in (-30, -12, -1, 0, 1, 12, 30) for y in (0, 1)]
RANDOM = [(random.Random(n).uniform(-10, 10), random.Random(-n).random()) for n in range(1, 101)]


def half_squared_error(z, y):
    return (oracle.sigmoid(z) - y) ** 2 / 2


@pytest.mark.parametrize(("z", "y"), EXTREMES + RANDOM)
def test_delta_is_the_derivative_of_half_the_squared_error(z, y):
    by_complex_step = oracle.complex_step(lambda v: half_squared_error(v, y), z)
    by_differences = oracle.central_difference(lambda v: half_squared_error(v, y).real, z)
    assert delta(z, y) == pytest.approx(by_complex_step, rel=1e-12, abs=1e-15)
    assert delta(z, y) == pytest.approx(by_differences, abs=1e-10)


@pytest.mark.parametrize(("z", "y"), EXTREMES + RANDOM)
def test_loss_is_half_the_squared_error(z, y):
    assert loss(z, y) == pytest.approx(half_squared_error(z, y), rel=1e-13, abs=1e-26)


def test_delta_keeps_its_sign_and_peaks_at_ln_2():
    assert delta(2, 0) > 0 > delta(2, 1)
    around = [delta(math.log(2) + d, 0) for d in (-1e-3, 0, 1e-3)]
    assert max(around) == around[1] == pytest.approx(4 / 27, rel=1e-15)


def test_sigmoid_has_its_symmetry_and_known_value():
    assert sigmoid(math.log(3)) == pytest.approx(3 / 4, rel=1e-15)
    for z, _ in RANDOM:
        assert sigmoid(z) + sigmoid(-z) == pytest.approx(1, rel=1e-15)
