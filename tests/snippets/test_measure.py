"""Loss, slope and delta of one output."""

import pytest

from snippets import (
    measure,
)
from tests import oracle

Z = [-12, -3, -1, 0, 0.5, 2, 6, 12]


@pytest.mark.parametrize("z", Z)
@pytest.mark.parametrize("y", [0, 0.5, 1])
def test_look_measures_loss_slope_and_delta(z, y):
    loss, slope, delta = measure.look(z, y)
    assert loss == pytest.approx(abs(oracle.sigmoid(z) - y) ** 2 / 2, rel=1e-12, abs=1e-30)
    assert slope == pytest.approx(oracle.complex_step(oracle.sigmoid, z), rel=1e-11)
    exact = oracle.complex_step(lambda v: (oracle.sigmoid(v) - y) ** 2 / 2, z)
    assert delta == pytest.approx(exact, rel=1e-10, abs=1e-16)
