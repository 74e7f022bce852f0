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


def xor_gradient(w, loss=xor_loss):
    return [oracle.complex_step(lambda s, e=e: loss(w + s * e), 0) for e in np.eye(16)]


def xor_without_hidden_slope(w):
    """The gradient with each hidden unit moved as far as its sum, by its input."""
    gradient = np.array(xor_gradient(w))
    for i in range(3):
        for j in range(4):

            def moved(s, i=i, j=j):
                total = 0
                for x, t in XOR:
                    hidden = [oracle.sigmoid(sum(x[k] * w[4 * k + m] for k in range(3)))
                              for m in range(4)]  # fmt: skip
                    hidden[j] += s * x[i]
                    z = sum(h * v for h, v in zip(hidden, w[12:], strict=True))
                    total += (oracle.sigmoid(z) - t) ** 2 / 2
                return total

            gradient[4 * i + j] = oracle.complex_step(moved, 0)
    return gradient


def xor_cross_entropy(w):
    """Its slope over the last sum has no slope of the sigmoid in it."""
    total = 0
    for x, t in XOR:
        hidden = [oracle.sigmoid(sum(x[i] * w[4 * i + j] for i in range(3))) for j in range(4)]
        a = oracle.sigmoid(sum(h * v for h, v in zip(hidden, w[12:], strict=True)))
        total -= np.log(a if t else 1 - a)
    return total


def xor_claimed(w, bug):
    V, W = w[:12].reshape(3, 4), w[12:].reshape(4, 1)
    return np.concatenate([g.ravel() for g in gradient_check.gradient(V, W, bug)])


POINTS = [np.zeros(16), *np.random.default_rng(5).normal(0, 1.5, (5, 16))]


@pytest.mark.parametrize("w", POINTS)
def test_both_two_layer_gradients_are_the_gradient(w):
    exact = xor_gradient(w)
    assert hidden_asymmetry.update(w, True) == pytest.approx(exact, rel=1e-9, abs=1e-13)
    V, W = w[:12].reshape(3, 4), w[12:].reshape(4, 1)
    found = np.concatenate([g.ravel() for g in gradient_check.gradient(V, W)])
    assert found == pytest.approx(exact, rel=1e-9, abs=1e-13)
    assert gradient_check.loss(V, W) == pytest.approx(xor_loss(w).real, rel=1e-12)


@pytest.mark.parametrize("w", POINTS)
def test_planted_bugs_are_those_that_their_names_say(w):
    exact = {"rel": 1e-9, "abs": 1e-13}
    straight = xor_without_hidden_slope(w)
    assert hidden_asymmetry.update(w, False) == pytest.approx(straight, **exact)
    assert xor_claimed(w, "no hidden slope") == pytest.approx(straight, **exact)
    entropy = xor_gradient(w, xor_cross_entropy)
    assert xor_claimed(w, "no output slope") == pytest.approx(entropy, **exact)
    assert xor_claimed(w, "wrong sign") == pytest.approx(-np.array(xor_gradient(w)), **exact)
    into_last = np.zeros(4)
    for x, t in XOR:
        hidden = [oracle.sigmoid(sum(x[i] * w[4 * i + j] for i in range(3))).real for j in range(4)]
        z = sum(h * v for h, v in zip(hidden, w[12:], strict=True))
        into_last += np.multiply(hidden, (oracle.sigmoid(z).real - t) * (z - z**2))
    assert xor_claimed(w, "slope of z")[12:] == pytest.approx(into_last, **exact)


def test_check_is_the_distance_to_the_true_gradient():
    rng = np.random.default_rng(0)
    w = np.concatenate([rng.uniform(-1, 1, 12), rng.uniform(-1, 1, 4)])
    true, claimed = np.array(xor_gradient(w)), xor_without_hidden_slope(w)
    distance = np.linalg.norm(claimed - true) / (np.linalg.norm(claimed) + np.linalg.norm(true))
    assert gradient_check.check("no hidden slope") == pytest.approx(distance, rel=1e-8)


def test_asymmetry_is_that_of_the_exact_jacobian():
    w = np.random.default_rng(0).uniform(-1, 1, 16)
    rows = [oracle.complex_step(lambda s, e=e: hidden_asymmetry.update(w + s * e, False), 0)
            for e in np.eye(16)]  # fmt: skip
    exact = abs(np.array(rows) - np.array(rows).T).max()
    assert hidden_asymmetry.asymmetry(False) == pytest.approx(exact, rel=1e-8)


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


def test_training_on_xor_without_the_hidden_slope_takes_those_steps(monkeypatch):
    sums = []
    sigmoid = hidden_layers.sigmoid
    monkeypatch.setattr(hidden_layers, "sigmoid", lambda z: sums.append(z) or sigmoid(z))
    assert hidden_layers.train(3, hidden_slope=False, limit=4) is None
    rng = np.random.default_rng(3)
    w = np.concatenate([rng.uniform(-1, 1, 12), rng.uniform(-1, 1, 4)])
    for first in sums[::2]:
        assert first == pytest.approx(hidden_layers.X @ w[:12].reshape(3, 4), rel=1e-9)
        w = w - xor_without_hidden_slope(w)


def test_error_of_one_quarter_is_not_good_enough_and_passes_end(monkeypatch):
    passes = []

    def sigmoid(z):
        passes.append(z.shape == (4, 1))
        return np.where(hidden_layers.y == 1, 0.75, 0.25) if passes[-1] else np.full(z.shape, 0.5)

    monkeypatch.setattr(hidden_layers, "sigmoid", sigmoid)
    assert hidden_layers.train(0) is None
    assert sum(passes) == 5000


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
    uphill = gradient_check.loss(
        *(M + g for M, g in zip(start, gradient_check.gradient(*start), strict=True))
    )
    assert gradient_check.train("wrong sign", 1)[1] == pytest.approx(uphill, rel=1e-12)


def test_in_the_wrong_order_the_errors_go_back_through_the_changed_weights():
    rng = np.random.default_rng(0)
    w = np.concatenate([rng.uniform(-1, 1, 12), rng.uniform(-1, 1, 4)])
    changed = w[12:] - xor_gradient(w)[12:]

    def passed_back(first):
        """Its slope is what the first weights get: the deltas of the outputs do not move."""
        total = 0
        for x, t in XOR:
            before, now = (
                [oracle.sigmoid(sum(x[i] * v[4 * i + j] for i in range(3))) for j in range(4)]
                for v in (w, first)
            )
            z = sum(h.real * v for h, v in zip(before, w[12:], strict=True))
            delta = oracle.complex_step(lambda z, t=t: (oracle.sigmoid(z) - t) ** 2 / 2, z)
            total += delta * sum(h * v for h, v in zip(now, changed, strict=True))
        return total

    first = [oracle.complex_step(lambda s, e=e: passed_back(w[:12] + s * e), 0) for e in np.eye(12)]
    after = xor_loss(np.concatenate([w[:12] - first, changed])).real
    assert gradient_check.train("order of steps", 1)[1] == pytest.approx(after, rel=1e-12)


def test_numbers_of_steps_are_those_of_the_page_unless_another_is_given():
    assert gradient_check.train("") == gradient_check.train("", steps=3000)
    slow = descent_exercise.descend(2.0, 1e-6)
    assert slow == descent_exercise.descend(2.0, 1e-6, steps=20_000)


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
    assert 0 < same == pytest.approx(row, rel=1e-9, abs=0)


def test_delta_of_the_exercise_is_measured_from_layer_to_layer(monkeypatch):
    """Three layers: the delta of the first sum, by the complex step through the other two."""
    monkeypatch.setattr(depth_exercise, "WIDTH", 3)
    monkeypatch.setattr(depth_exercise, "DEPTH", 2)
    rng = np.random.default_rng(6)
    a, *W = rng.normal(size=3), *(rng.normal(0, 2 / 3**0.5, (3, 3)) for _ in range(3))
    pull, sigmoid = rng.normal(size=3), np.vectorize(oracle.sigmoid)
    last = lambda z: sigmoid(sigmoid(z) @ W[1]) @ W[2]  # noqa: E731
    z = a @ W[0]
    first = [oracle.complex_step(lambda s, e=e: pull @ sigmoid(last(z + s * e)), 0)
             for e in np.eye(3)]  # fmt: skip
    end = [oracle.complex_step(lambda s, e=e: pull @ sigmoid(last(z) + s * e), 0)
           for e in np.eye(3)]  # fmt: skip
    ratio = np.linalg.norm(first) / np.linalg.norm(end)
    assert depth_exercise.left(2, 6) == pytest.approx(ratio, rel=1e-10)


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
    assert descent.path(v, 0.5, 0).dtype == float  # whole numbers at the start too


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
