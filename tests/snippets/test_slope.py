import numpy as np
import pytest

from snippets import slope_floats
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


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_from_both_sides_keeps_what_from_output_loses(kind):
    z = np.array([-40, -17, 0, 17, 37, 40], dtype=kind)
    exact = np.array([oracle.complex_step(oracle.sigmoid, float(-abs(v))) for v in z])
    assert slope_floats.from_both_sides(z) == pytest.approx(
        exact, rel=8 * float(np.finfo(kind).eps)
    )
    assert slope_floats.from_output(z).dtype == kind
    assert slope_floats.from_output(z[-1:])[0] == 0


def test_exactly_zero_begins_where_the_page_says():
    for kind, first in ((np.float64, 37), (np.float32, 17)):
        z = np.arange(1, 60, dtype=kind)
        zero = slope_floats.from_output(z) == 0
        assert not zero[z < first].any()
        assert zero[z >= first].all()
