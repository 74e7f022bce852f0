"""Multiply, leave out, divide: where each rule leads."""

import mpmath
import numpy as np
import pytest

from snippets import divide, divide_walk
from tests import oracle


@pytest.mark.parametrize("z", [-4.0, -0.3, 0.0, 2.0, 5.0])
@pytest.mark.parametrize("y", [0, 0.2, 1])
def test_moves_are_the_slope_of_two_losses_and_the_way_of_the_tangent_to_the_target(z, y):
    multiply, leave_out, divided = divide.moves(z, y)
    squared = oracle.complex_step(lambda v: (oracle.sigmoid(v) - y) ** 2 / 2, z)
    entropy = oracle.complex_step(lambda v: np.log(1 + np.exp(v)) - y * v, z)
    assert (multiply, leave_out) == pytest.approx((squared, entropy), rel=1e-9)
    slope = oracle.complex_step(oracle.sigmoid, z)
    assert oracle.sigmoid(z).real - slope * divided == pytest.approx(y, abs=1e-12)


def test_divided_move_is_the_newton_step_of_cross_entropy():
    for z, y in [(5.0, 0.0), (0.0, 0.2), (-2.0, 1.0)]:
        loss = lambda v: mpmath.log(1 + mpmath.exp(v)) - y * v  # noqa: B023, E731
        newton = mpmath.diff(loss, z) / mpmath.diff(loss, z, 2)
        assert divide.moves(z, y)[2] == pytest.approx(float(newton), rel=1e-6)


def test_walks():
    """A second implementation, which knows the odds and no slope."""

    def walk(name, z, steps):
        path = [z]
        for _ in range(steps):
            p, q = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(z))
            error = 0.8 * p - 0.2 * q
            z -= {"multiply": error * p * q, "leave out": error, "divide": 0.8 / q - 0.2 / p}[name]
            path.append(z)
        return path

    for name, rule in divide_walk.RULES.items():
        expected = walk(name, 0.0, 12)
        assert divide_walk.walk(rule, 0.0, 0.2, 12) == pytest.approx(expected, abs=1e-9)
    expected = [5, *(walk("divide", 5.0, 2)[1:])]
    stuck = divide_walk.walk(divide_walk.RULES["divide"], 5.0, 0.2, 9)
    assert stuck == pytest.approx(expected, rel=1e-9)  # and no third step
    assert oracle.sigmoid(stuck[1]).real < 1e-49
    ends = divide_walk.walk(divide_walk.RULES["divide"], 5.0, 0, 3)  # on the left, by 1 a step
    assert ends == pytest.approx([5, 4 - np.exp(5), 3 - np.exp(5), 2 - np.exp(5)], rel=1e-12)


def test_rule_of_the_page_for_a_damped_step_arrives_from_both_starts():
    damped = lambda error, slope: error * slope / (slope**2 + 0.01)  # noqa: E731
    for start in (5.0, 0.0):
        assert divide_walk.walk(damped, start, 0.2, 40)[-1] == pytest.approx(np.log(1 / 4))
