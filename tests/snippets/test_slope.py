import numpy as np
import pytest

from snippets.slope import sigmoid, slope
from tests import oracle

Z = [-30, -5, -1, 0, 0.7, 2, 5, 30, *np.random.default_rng(1).uniform(-10, 10, 50)]


@pytest.mark.parametrize("z", Z)
def test_slope_takes_the_output_and_gives_the_derivative(z):
    a = sigmoid(z)
    assert a == pytest.approx(oracle.sigmoid(z).real, rel=1e-13)
    assert slope(a) == pytest.approx(oracle.complex_step(oracle.sigmoid, z), rel=1e-12, abs=1e-15)
    assert slope(a) == pytest.approx(oracle.central_difference(sigmoid, z), abs=1e-10)


def test_slope_of_the_input_is_another_number():
    assert slope(2.0) == -2  # what passing z instead of a gives: not even positive
