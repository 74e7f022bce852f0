import pytest

from snippets.three_factors import loss, sigmoid
from tests import oracle


@pytest.mark.parametrize("w", [-8, -0.5, 0, 0.25, 8])
@pytest.mark.parametrize(("x", "y"), [(2, 1), (-1, 0), (0, 1)])
def test_loss_has_the_slope_error_times_slope_times_input(w, x, y):
    a = oracle.sigmoid(w * x).real
    assert oracle.central_difference(lambda v: loss(v, x, y), w) == pytest.approx(
        (a - y) * a * (1 - a) * x, abs=1e-9
    )


@pytest.mark.parametrize("z", [-30, -1, 0, 2, 30])
def test_sigmoid(z):
    assert sigmoid(z) == pytest.approx(oracle.sigmoid(z).real, rel=1e-13)
