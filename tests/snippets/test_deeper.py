"""The snippets of the deeper pages: hidden layers, depth, descent, the gradient check."""

import numpy as np
import pytest

from snippets import (
    depth,
    depth_exercise,
    descent,
    descent_exercise,
    descent_minimum,
    gradient_check,
    gradient_step,
    hidden_asymmetry,
    hidden_layers,
    sources_widget,
)
from tests import oracle

XOR = [((0, 0, 1), 0), ((0, 1, 1), 1), ((1, 0, 1), 1), ((1, 1, 1), 0)]


def xor_loss(w):
    """Half the sum of squared errors of a 3-4-1 network, unit by unit, complex weights too."""
    total = 0
    for x, t in XOR:
        hidden = [oracle.sigmoid(sum(x[i] * w[4 * i + j] for i in range(3))) for j in range(4)]
        total += (oracle.sigmoid(sum(h * v for h, v in zip(hidden, w[12:], strict=True))) - t) ** 2
    return total / 2


def xor_gradient(w):
    return [oracle.complex_step(lambda s, e=e: xor_loss(w + s * e), 0) for e in np.eye(16)]


POINTS = [np.zeros(16), *np.random.default_rng(5).normal(0, 1.5, (5, 16))]


@pytest.mark.parametrize("w", POINTS)
def test_both_two_layer_gradients_are_the_gradient(w):
    exact = xor_gradient(w)
    assert hidden_asymmetry.update(w, True) == pytest.approx(exact, rel=1e-9, abs=1e-13)
    V, W = w[:12].reshape(3, 4), w[12:].reshape(4, 1)
    found = np.concatenate([g.ravel() for g in gradient_check.gradient(V, W)])
    assert found == pytest.approx(exact, rel=1e-9, abs=1e-13)
    assert gradient_check.loss(V, W) == pytest.approx(xor_loss(w).real, rel=1e-12)


def test_true_rule_is_symmetric_and_the_other_is_not():
    assert hidden_asymmetry.asymmetry(True) < 1e-9
    assert hidden_asymmetry.asymmetry(False) > 0.05


def test_hidden_slope_decides_whether_xor_is_learnt():
    assert all(hidden_layers.train(seed) for seed in range(4))
    assert all(hidden_layers.train(seed, output_slope=False) for seed in range(4))
    assert not any(hidden_layers.train(seed, hidden_slope=False, limit=2000) for seed in range(4))


@pytest.mark.parametrize("options", [{}, {"output_slope": False}])
def test_training_on_xor_stops_at_the_first_pass_that_is_good_enough(options):
    """A plain run of the same rule, with the oracle's sigmoid, counts the same passes."""
    rng = np.random.default_rng(3)
    V, W = rng.uniform(-1, 1, (3, 4)), rng.uniform(-1, 1, (4, 1))
    sigmoid = np.vectorize(lambda z: oracle.sigmoid(z).real)
    X, y = hidden_layers.X, hidden_layers.y
    for passes in range(3000):  # noqa: B007
        a1 = sigmoid(X @ V)
        a2 = sigmoid(a1 @ W)
        if abs(a2 - y).max() < 0.25:
            break
        d2 = (a2 - y) * (a2 * (1 - a2) if options.get("output_slope", True) else 1)
        d1 = (d2 @ W.T) * a1 * (1 - a1)
        V, W = V - X.T @ d1, W - a1.T @ d2
    assert hidden_layers.train(3, **options) == passes


BUGS = ["no output slope", "slope of z", "wrong sign", "no hidden slope", "rows mixed up"]


def test_check_finds_every_bug_but_the_order_of_steps():
    assert gradient_check.check("") < 1e-8
    assert gradient_check.check("order of steps") < 1e-8
    for bug in BUGS:
        assert gradient_check.check(bug) > 1e-2, bug


def test_the_other_question_finds_the_order_of_steps():
    rng = np.random.default_rng(0)
    start = [rng.uniform(-1, 1, shape) for shape in gradient_check.SHAPES]
    right = gradient_check.loss(
        *(M - g for M, g in zip(start, gradient_check.gradient(*start), strict=True))
    )
    assert gradient_check.train("", 1)[1] == pytest.approx(right, rel=1e-12)
    assert gradient_check.train("order of steps", 1)[1] != pytest.approx(right, rel=1e-6)


@pytest.mark.parametrize("h", [1e-2, 1e-4, 1e-6])
def test_central_difference_of_the_sigmoid(h):
    exact = oracle.complex_step(oracle.sigmoid, 1.0)
    assert abs(gradient_step.difference(1.0, h) - exact) <= h**2 / 48 + 2e-16 / h


@pytest.mark.parametrize("z", [-30, 0, 1, 30])
def test_sigmoids(z):
    exact = oracle.sigmoid(z).real
    assert gradient_step.sigmoid(z) == pytest.approx(exact, rel=1e-12)
    assert gradient_check.sigmoid(z) == pytest.approx(exact, rel=1e-12)
    assert hidden_layers.sigmoid(z) == pytest.approx(exact, rel=1e-12)
    assert depth.sigmoid(z) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("kind", depth.KINDS)
def test_slopes_of_the_activations(kind):
    act, slope = depth.KINDS[kind]
    for z in (-3.0, -0.4, 0.7, 2.0):
        assert slope(z) == pytest.approx(oracle.central_difference(act, z, 1e-6), abs=1e-9)


def test_one_layer_back_is_delta_times_weights_times_slope(monkeypatch):
    """Against a nudge of the first layer's sum, measured through the second."""
    monkeypatch.setattr(depth, "WIDTH", 3)
    monkeypatch.setattr(depth, "STARTS", 1)
    start = lambda rng: rng.normal(0, 1, (3, 3))  # noqa: E731
    rng = np.random.default_rng(0)
    a = rng.normal(size=3)
    W1, W2 = rng.normal(0, 1, (3, 3)), rng.normal(0, 1, (3, 3))
    z1 = a @ W1
    z2 = depth.sigmoid(z1) @ W2
    pull = rng.normal(size=3)  # dL/da of the last layer
    output = lambda z: float(pull @ depth.sigmoid(depth.sigmoid(z) @ W2))  # noqa: E731
    first = [oracle.central_difference(lambda s, e=e: output(z1 + s * e), 0.0) for e in np.eye(3)]
    last = pull * depth.sigmoid(z2) * (1 - depth.sigmoid(z2))
    ratio = np.linalg.norm(first) / np.linalg.norm(last)
    found = depth.shrinkage(start, *depth.KINDS["sigmoid"], depth=1)
    assert found == pytest.approx(ratio, rel=1e-8)


def test_spread_of_one_is_the_row_of_the_table():
    row = depth.shrinkage(depth.STARTED["N(0, 1/n)"], *depth.KINDS["sigmoid"], 20)
    same = np.median([depth_exercise.left(1, seed) for seed in range(20)])
    assert same == pytest.approx(row, rel=1e-12)


@pytest.mark.parametrize("v", [(0, 0), (1.5, -4), (-4, 8), (0.2, -1)])
def test_gradient_of_descent(v):
    def loss(w, b):
        return sum((oracle.sigmoid(w * x + b) - t) ** 2 / 2
                   for x, t in zip(descent.x, descent.y, strict=True))  # fmt: skip

    exact = [
        oracle.complex_step(lambda s: loss(v[0] + s, v[1]), 0),
        oracle.complex_step(lambda s: loss(v[0], v[1] + s), 0),
    ]
    assert descent.gradient(np.array(v)) == pytest.approx(exact, rel=1e-10, abs=1e-14)
    assert descent.loss(np.array(v)) == pytest.approx(loss(*v).real, rel=1e-12)
    assert descent.path(v, 0.5, 1)[1] == pytest.approx(np.array(v) - 0.5 * np.array(exact))


@pytest.mark.parametrize("w", [-2, -0.1, 0, 0.5, 8])
def test_derivatives_of_the_hollow(w):
    def loss(v):
        return 2 * (oracle.sigmoid(v) - 1) ** 2 + oracle.sigmoid(10 * v) ** 2 / 2

    def slope(v):
        return oracle.complex_step(loss, v)

    value, first, second = descent_minimum.derivatives(w)
    assert value == pytest.approx(loss(w).real, rel=1e-12)
    assert first == pytest.approx(slope(w), rel=1e-9, abs=1e-13)
    assert second == pytest.approx(oracle.central_difference(slope, w, 1e-5), rel=1e-6, abs=1e-8)


def test_hollow_is_a_minimum_and_not_the_lowest():
    w, loss = descent_exercise.descend(0.0, 0.1)
    value, first, second = descent_minimum.derivatives(w)
    assert abs(first) < 1e-12
    assert second > 1
    assert value == pytest.approx(loss)
    assert descent_minimum.derivatives(8.0)[0] < value - 0.05


def test_widget_and_true_rule_end_where_the_page_says():
    assert sources_widget.final_output(lambda a: a) == pytest.approx(0.780, abs=5e-4)
    assert sources_widget.final_output(lambda a: 1 / (1 - a)) == pytest.approx(0.048, abs=5e-4)
    for a in (0.1, 0.5, 0.9):  # the rules are what the page says of them
        by_a = oracle.complex_step(lambda v: -np.log(1 - v), a)
        z = np.log(a / (1 - a))
        by_z = oracle.complex_step(lambda v: -np.log(1 - oracle.sigmoid(v)), z)
        assert (by_a, by_z) == pytest.approx((1 / (1 - a), a), rel=1e-12)
