import cmath

import pytest

from snippets.figures import chain
from snippets.three_factors import loss, sigmoid
from tests import oracle

PLACES = [(x, w, y) for x, y in ((2, 1), (-1, 0), (0, 1)) for w in (-8, -0.5, 0, 0.25, 8)]


@pytest.mark.parametrize(("x", "w", "y"), PLACES)
def test_loss_has_the_slope_error_times_slope_times_input(x, w, y):
    a = oracle.sigmoid(w * x).real
    assert loss(w, x, y) == pytest.approx((a - y) ** 2 / 2, rel=1e-9, abs=1e-12)
    assert oracle.central_difference(lambda v: loss(v, x, y), w) == pytest.approx(
        (a - y) * a * (1 - a) * x, abs=1e-9
    )


@pytest.mark.parametrize(("x", "w", "y"), PLACES)
def test_without_the_slope_it_is_the_derivative_of_cross_entropy(x, w, y):
    right = lambda v: oracle.sigmoid(v * x if y else -v * x)  # noqa: E731
    measured = oracle.complex_step(lambda v: -cmath.log(right(v)), w)
    assert (sigmoid(w * x) - y) * x == pytest.approx(measured, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("z", [-30, -1, 0, 2, 30])
def test_sigmoid(z):
    assert sigmoid(z) == pytest.approx(oracle.sigmoid(z).real, rel=1e-13)


def test_moves_of_the_chain_are_those_of_a_neuron_before_and_after_the_nudge():
    before, after = ([w, 2 * w, oracle.sigmoid(2 * w).real] for w in (0.25, 0.26))
    moves = [new - old for old, new in zip(before, after, strict=True)]
    moves.append(((after[2] - 1) ** 2 - (before[2] - 1) ** 2) / 2)
    assert pytest.approx(moves, rel=1e-9) == chain.MOVES
