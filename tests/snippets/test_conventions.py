import numpy as np
import pytest

from snippets import conventions, conventions_exercise, conventions_methods
from tests import oracle

X, y = conventions.X, conventions.y.ravel()
RATE = {1 / 2: 1, 1: 1 / 2, 1 / 8: 4, 1 / 4: 2}  # by the factor of the loss


def squares(W):
    """Sum of squared errors, for complex weights too."""
    return sum((oracle.sigmoid(sum(w * x for w, x in zip(W, r, strict=True))) - t) ** 2
               for r, t in zip(X.tolist(), y.tolist(), strict=True))  # fmt: skip


def slopes(W):
    """The derivatives of that sum by each weight."""
    return np.array([oracle.complex_step(lambda s, e=e: squares(W + s * e), 0) for e in np.eye(3)])


@pytest.mark.parametrize("factor", RATE)
def test_step_is_the_rate_times_the_gradient_of_that_loss(factor):
    start = conventions.train(factor, 1.0, steps=0).ravel()
    moved = conventions.train(factor, 0.3, steps=1).ravel()
    assert (start - moved) / 0.3 == pytest.approx(factor * slopes(start), rel=1e-12)


@pytest.mark.parametrize("steps", [1, 500])
def test_conventions_that_are_said_to_agree_agree_and_the_other_does_not(steps):
    first = conventions.train(1 / 2, 1, steps)
    for factor, rate in RATE.items():
        assert conventions.train(factor, rate, steps) == pytest.approx(first, rel=1e-12)
    assert conventions.train(1, 1, steps) != pytest.approx(first, rel=1e-3)


def test_target_minus_output_goes_with_adding_and_columns_train_as_rows_do():
    W = conventions.train(1 / 2, 1, steps=0)
    columns, targets = X.T, conventions.y.T
    for _ in range(100):
        a = 1 / (1 + np.exp(-W.T @ columns))
        W = W + columns @ ((targets - a) * a * (1 - a)).T
    assert conventions.train(1 / 2, 1, 100) == pytest.approx(W, rel=1e-12)


def test_mixed_signs_climb():
    W = conventions.train(1, 0.01, steps=0).ravel()
    assert squares(conventions.train(1, -0.01, steps=1).ravel()).real > squares(W).real


def test_forgotten_slope_looks_like_a_factor_of_four_at_zero_weights_only():
    def without(W):
        return X.T @ (2 / (1 + np.exp(-X @ W)) - 2 * y)

    assert without(np.zeros(3)) == pytest.approx(4 * slopes(np.zeros(3)), abs=1e-12)
    W = np.array([0.3, -0.2, 0.5])
    assert np.ptp(without(W) / slopes(W)) > 0.01


def by_method(method, factor, rate, steps):
    """Train by the rules of the papers: momentum as a velocity; Adam with its two averages."""
    W = conventions_methods.train(method, 1, 1, steps=0).ravel()
    v, first, second = (np.zeros(3) for _ in range(3))
    for n in range(1, steps + 1):
        g = factor * slopes(W)
        if method == "momentum":
            v = 0.9 * v - rate * g
            W = W + v
        elif method == "Adam":
            first = first + (g - first) / 10
            second = second + (g * g - second) / 1000
            root = np.sqrt(second / -np.expm1(n * np.log(0.999)))
            W = W - rate * first / -np.expm1(n * np.log(0.9)) / (root + 1e-8)
        else:
            shrunk = 1 - rate / 100 * (method == "weight decay")
            W = shrunk * W - rate * g
    return W


@pytest.mark.parametrize("method", ["plain descent", "momentum", "weight decay", "Adam"])
def test_other_ways_to_step(method):
    for factor, rate in ((1 / 2, 0.1), (1, 0.05)):
        found = conventions_methods.train(method, factor, rate, steps=20).ravel()
        assert found == pytest.approx(by_method(method, factor, rate, 20), rel=1e-9)
    run = conventions_methods.train
    half, same, first = (run(method, *how) for how in ((1, 0.05), (1, 0.1), (1 / 2, 0.1)))
    assert (abs(half - first).max() < 1e-9) == (method in ("plain descent", "momentum"))
    assert (abs(same - first).max() < 1e-6) == (method == "Adam")
    assert (run(method, 1, 0.1, steps=300) == same).all()


def test_six_examples_need_half_of_six():
    assert conventions_exercise.train(1 / 6, 3) == pytest.approx(
        conventions_exercise.train(1 / 2, 1)
    )


def test_steps_of_the_exercise_are_steps_of_descent():
    def loss(w, b):
        return sum((oracle.sigmoid(w * x + b) - t) ** 2 / 2 for x, t in conventions_exercise.DATA)

    assert conventions_exercise.train(1 / 2, 0.7, 0) == (0, 0)
    w = b = 0.0
    for steps in (1, 2, 3):
        dw = oracle.complex_step(lambda s, w=w, b=b: loss(w + s, b), 0)
        db = oracle.complex_step(lambda s, w=w, b=b: loss(w, b + s), 0)
        w, b = w - 0.7 * dw, b - 0.7 * db
        found = conventions_exercise.train(1 / 2, 0.7, steps)
        assert found == pytest.approx((w, b), rel=1e-12)


def test_number_of_steps_is_that_of_the_page_unless_another_is_given():
    thousand = conventions.train(1 / 2, 1, steps=1000)
    assert (conventions.train(1 / 2, 1) == thousand).all()
    ten = conventions_exercise.train(1 / 2, 1, steps=10)
    assert conventions_exercise.train(1 / 2, 1) == ten
