"""Descent over one weight and over two, and what helps where it fails."""

import mpmath
import numpy as np
import pytest

from snippets import descent, descent_help, descent_minimum
from tests import oracle

EXAMPLES = [(0, 0), (2, 1), (3, 0)]
STARTS = [(0, 0), (1.5, -4), (-4, 8), (0.2, -1)]


def loss(w, b):
    return sum((oracle.sigmoid(w * x + b) - t) ** 2 / 2 for x, t in EXAMPLES)


def entropy(w, b):
    activation = (oracle.sigmoid(w * x + b) for x, _ in EXAMPLES)
    return -sum(np.log(a if t else 1 - a) for a, (_, t) in zip(activation, EXAMPLES, strict=True))


def gradient(function, w, b):
    return np.array(
        [
            oracle.complex_step(lambda s: function(w + s, b), 0),
            oracle.complex_step(lambda s: function(w, b + s), 0),
        ]
    )


@pytest.mark.parametrize("v", STARTS)
def test_path_descends_the_loss(v):
    rows = descent.path(v, 0.5, 2)
    assert rows.shape == (3, 3)
    at = np.array(v, float)
    for row in rows:
        assert row == pytest.approx([*at, loss(*at).real], rel=1e-12)
        at = at - 0.5 * gradient(loss, *at)


@pytest.mark.parametrize("v", STARTS)
def test_what_helps_descends_what_it_says(v):
    def after(function, rate, momentum):
        at, speed = np.array(v, float), 0
        for _ in range(2):
            speed = momentum * speed - rate * gradient(function, *at)
            at = at + speed
        return loss(*at).real

    both = [v, (0.3, 0.4)]  # side by side
    found = descent_help.losses(both, 0.3, steps=2)
    assert found[0] == pytest.approx(after(loss, 0.3, 0), rel=1e-12)
    found = descent_help.losses(both, 0.3, momentum=0.9, steps=2)
    assert found[0] == pytest.approx(after(loss, 0.3, 0.9), rel=1e-12)
    found = descent_help.losses(both, 0.3, slope=False, steps=2)
    assert found[0] == pytest.approx(after(entropy, 0.3, 0), rel=1e-12)


def test_what_helps_helps_as_it_is_called():
    b, a = descent_help.B, descent_help.A
    assert descent_help.losses(b) == pytest.approx(descent.path(b[0], 0.5, 1000)[-1, 2])
    assert descent_help.losses(a) == pytest.approx(descent.path(a[0], 0.5, 1000)[-1, 2])


def test_path_a_finds_the_lowest_loss():
    lowest = descent.path((1.5, -4), 0.5, 1000)[-1, 2]
    for start in np.random.default_rng(1).uniform(-8, 8, (30, 2)):
        rows = descent.path(tuple(start), 0.5, 2000)
        assert rows[:, 2].min() > lowest - 1e-9


def test_path_b_runs_away():
    w, b, value = descent.path((-4, 8), 0.5, 20_000)[[1000, 5000, 20_000]].T
    assert (np.diff(w) < 0).all()
    assert (np.diff(b) > 0).all()
    assert (value > 0.5).all()
    a = [oracle.sigmoid(w[-1] * x + b[-1]).real for x, _ in EXAMPLES]
    assert a == pytest.approx([1, 1, 0], abs=0.05)  # two right, the first sure and wrong


def lowest_near(guess):
    """Return where the loss of the one weight has a level minimum, by Newton's method."""
    s = lambda t: 1 / (1 + mpmath.exp(-t))  # noqa: E731
    value = lambda w: 2 * (s(w) - 1) ** 2 + s(10 * w) ** 2 / 2  # noqa: E731
    at = mpmath.findroot(lambda w: mpmath.diff(value, w), guess)
    assert mpmath.diff(value, at, 2) > 1
    return float(at), float(value(at))


@pytest.mark.parametrize("rate", [0.1, 0.01])
def test_descent_from_zero_ends_in_the_local_minimum(rate):
    at, value = lowest_near(-0.1)
    assert descent_minimum.descend(0, rate) == pytest.approx(at, rel=1e-9)
    assert descent_minimum.loss(at) == pytest.approx(value, rel=1e-12)


def test_starts_on_either_side_of_the_hill_end_apart():
    at, _ = lowest_near(-0.1)
    assert descent_minimum.descend(0.3, 0.1) == pytest.approx(at, rel=1e-9)
    assert descent_minimum.descend(0.35, 0.1) > 3


def test_descent_from_one_starts_higher_and_gets_lower():
    _, value = lowest_near(-0.1)
    end = descent_minimum.descend(1, 0.1)
    assert descent_minimum.loss(1) > value > descent_minimum.loss(end) > 0.5
    assert end == descent_minimum.descend(1, 0.1, steps=1000)  # unless told otherwise


@pytest.mark.parametrize("w", [-2, -0.1, 0, 0.5, 8])
def test_step_of_the_one_weight_is_a_step_of_descent(w):
    value = lambda v: 2 * (oracle.sigmoid(v) - 1) ** 2 + oracle.sigmoid(10 * v) ** 2 / 2  # noqa: E731
    assert descent_minimum.loss(w) == pytest.approx(value(w).real, rel=1e-12)
    moved = w - descent_minimum.descend(w, 0.25, steps=1)
    assert moved == pytest.approx(0.25 * oracle.complex_step(value, w), rel=1e-9, abs=1e-13)


def test_saddle_is_reached_from_its_own_line_alone():
    def end(w1, w2):
        for _ in range(1000):
            rest = 1 - w1 * w2
            w1, w2 = w1 + 0.1 * rest * w2, w2 + 0.1 * rest * w1
        return (1 - w1 * w2) ** 2 / 2

    assert end(0.5, -0.5) == pytest.approx(0.5)
    assert end(0.5, -0.49) == pytest.approx(0, abs=1e-12)
