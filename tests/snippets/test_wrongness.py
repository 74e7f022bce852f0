import numpy as np
import pytest

from snippets.wrongness import cross_entropy, cubed, squared_error
from tests import oracle

U = np.concatenate([[1e-9, 1e-3, 0.5, 2 / 3, 1 - 1e-3], np.random.default_rng(0).uniform(0, 1, 50)])

# Each rule is the slope over z of a loss in u. For the target 0, u = a = σ(z).
LOSSES = {
    squared_error: lambda u: u**2 / 2,
    cross_entropy: lambda u: -np.log(1 - u),
    cubed: lambda u: u**4 / 4,
}


@pytest.mark.parametrize("rule", LOSSES)
@pytest.mark.parametrize("u", U)
def test_rule_is_the_push_of_its_loss(rule, u):
    z = np.log(u / (1 - u))
    measured = oracle.complex_step(lambda v: LOSSES[rule](oracle.sigmoid(v)), z)
    assert rule(u) == pytest.approx(measured, rel=1e-9)


def test_peak_is_four_twenty_sevenths_at_two_thirds():
    u = np.linspace(0, 1, 3001)
    assert u[squared_error(u).argmax()] == pytest.approx(2 / 3)
    assert squared_error(2 / 3) == pytest.approx(4 / 27, rel=1e-15)
    assert squared_error(0) == squared_error(1) == 0
