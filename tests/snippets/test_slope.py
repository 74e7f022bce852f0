import numpy as np
import pytest

from snippets import slope_bugs, slope_floats
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


@np.vectorize
def slope_over_z(z):
    return oracle.complex_step(oracle.sigmoid, z)


@pytest.mark.parametrize("right", [lambda z, a: a * (1 - a), lambda z, a: slope_over_z(z)])
@pytest.mark.parametrize("seed", [0, 7])
def test_one_step_of_training_with_the_right_slope_is_a_step_of_descent(seed, right):
    X, y = slope_bugs.X, slope_bugs.y

    def loss(W):
        return sum(
            (oracle.sigmoid(z) - t) ** 2 / 2 for z, t in zip((X @ W).flat, y.flat, strict=True)
        )

    W = np.random.default_rng(seed).uniform(-1, 1, (3, 1))
    moved = W.copy()
    for i in range(3):
        unit = np.eye(3)[:, [i]]
        moved[i] -= oracle.complex_step(lambda s, u=unit: loss(W + s * u), 0)
    worst = max(abs(oracle.sigmoid(z) - t) for z, t in zip((X @ moved).flat, y.flat, strict=True))
    trained = slope_bugs.train(right, seed, steps=1)
    assert trained == pytest.approx(worst, rel=1e-12)


def test_sigmoid_of_slope_bugs():
    values = slope_bugs.sigmoid(np.array(Z))
    assert values == pytest.approx([oracle.sigmoid(z).real for z in Z], rel=1e-13)


def test_bugs_are_trained_for_two_thousand_steps_unless_told_otherwise():
    right = lambda z, a: a * (1 - a)  # noqa: E731
    assert slope_bugs.train(right, 0) == slope_bugs.train(right, 0, steps=2000)


def test_slope_of_the_sum_ends_in_overflow_or_hops_between_two_points():
    def worst(seed):
        return [slope_bugs.train(lambda z, a: z * (1 - z), seed, n) for n in (2000, 2001, 2002)]

    with np.errstate(over="ignore", invalid="ignore"):
        errors = np.array([worst(seed) for seed in range(20)])
    left = errors[~np.isnan(errors).any(axis=1)]
    assert np.isnan(errors).all(axis=1).sum() == 20 - len(left) == 13
    assert left[:, 2] == pytest.approx(left[:, 0], rel=1e-9)
    assert (abs(left[:, 1] - left[:, 0]) > 0.1).all()
    assert np.ptp(np.sort(left[:, :2]), axis=0).max() < 1e-9  # the same two for all
