import math
import random

import numpy as np
import pytest

from snippets import complex_step
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


@pytest.mark.parametrize(("z", "y"), [(-2, 1), (0.5, 1), (0.5, 0), (3, 0)])
def test_both_measurements_find_the_derivative(z, y, monkeypatch):
    exact = np.tanh(z / 2) / 2 + 1 / 2 - y
    exact *= 1 / (4 * np.cosh(z / 2) ** 2)
    as_shown = complex_step.loss
    monkeypatch.setattr(complex_step, "loss", lambda z: as_shown(z, y))
    assert complex_step.complex_step(z, 1e-30) == pytest.approx(exact, rel=1e-12)
    assert complex_step.differences(z, 1e-5) == pytest.approx(exact, rel=1e-8)


@pytest.mark.parametrize("measure", [complex_step.differences, complex_step.complex_step])
def test_error_of_a_measurement_is_the_next_term_of_the_series(measure):
    """A third of the third derivative, up or down, for every square of the nudge."""
    h, L = 1e-2, lambda z: ((1 + np.tanh(z / 2)) / 2 - 1) ** 2 / 2
    third = (L(0.7) - 2 * L(0.6) + 2 * L(0.4) - L(0.3)) / (2 * 0.1**3)
    sign = 1 if measure is complex_step.differences else -1
    off = measure(0.5, h) - complex_step.complex_step(0.5, 1e-30)
    assert off == pytest.approx(sign * third / 6 * h**2, rel=0.1)


def test_complex_step_cannot_mend_what_the_loss_rounds():
    exact = -math.exp(-74)  # where a is 1, but for e to the power of -37
    assert complex_step.complex_step(37, 1e-30) == 0 != exact
    assert complex_step.complex_step(20, 1e-30) == pytest.approx(-math.exp(-40), rel=1e-6)
