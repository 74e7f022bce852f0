"""Two layers forward and back, XOR and an encoder, and the symmetry that a gradient has."""

import itertools
from functools import partial

import numpy as np
import pytest

from snippets import hidden_asymmetry, hidden_layers, hidden_net
from snippets.figures import hidden_net as figure
from tests import oracle


def net_loss(w, hidden=(0, 0)):
    """The loss of the drawn net, unit by unit, its hidden activations nudged by `hidden`."""
    v1a, v2a, v1b, v2b, wac, wad, wbc, wbd = w
    a = oracle.sigmoid(v1a * 1 + v2a * 2) + hidden[0]
    b = oracle.sigmoid(v1b * 1 + v2b * 2) + hidden[1]
    c, d = oracle.sigmoid(wac * a + wbc * b), oracle.sigmoid(wad * a + wbd * b)
    return ((c - 1) ** 2 + d**2) / 2


WEIGHTS = np.array([2, -1, 2, -2, 1, 2, -1, 1.0])  # to A, to B; from A, from B


def test_net_loses_what_the_oracle_loses():
    for a1 in ([0.5, 0.1], [0.0, 1.0]):
        moved = [a1[0] - 0.5, a1[1] - oracle.sigmoid(-2).real]
        expected = net_loss(WEIGHTS, moved).real
        assert hidden_net.loss(np.array([a1])) == pytest.approx(expected, rel=1e-12)


def test_gradients_in_the_table_of_the_net_are_those_of_the_loss():
    gradient = [oracle.complex_step(lambda s, e=e: net_loss(WEIGHTS + s * e), 0) for e in np.eye(8)]
    rows = figure.table()[1:]
    order = [0, 2, 1, 3, 4, 5, 6, 7]  # by input: to A, to B
    shown = [float(row[3].replace("−", "-")) for row in rows]
    assert shown == pytest.approx([gradient[i] for i in order], abs=5.1e-4)
    assert [row[0] for row in rows][:3] == ["from x₁ to A", "from x₁ to B", "from x₂ to A"]


def test_terms_of_the_two_paths_add_up_to_what_a_nudge_does():
    for i, unit in enumerate(np.eye(2)):
        rise = oracle.complex_step(lambda s, u=unit: net_loss(WEIGHTS, s * u), 0)
        assert figure.SUMS[0, i] == pytest.approx(rise, rel=1e-12)
        assert figure.TERMS[i].sum() == pytest.approx(rise, rel=1e-12)
    c, d = figure.DELTAS2[0]
    assert figure.TERMS.ravel() == pytest.approx([c * 1, d * 2, c * -1, d * 1], rel=1e-12)


def test_rounded_numbers_of_the_drawing_can_be_multiplied_and_added_by_hand():
    def three(values):
        return np.round(values, 3)

    terms = three(figure.DELTAS2) * figure.W2
    assert three(figure.TERMS) == pytest.approx(terms, abs=1e-9)
    assert three(figure.SUMS[0]) == pytest.approx(terms.sum(axis=1), abs=1e-9)
    for product, one, other in [
        (figure.DELTAS2, figure.ERRORS, figure.SLOPES2),
        (figure.DELTAS1, figure.SUMS, figure.SLOPES1),
    ]:
        assert three(product) == pytest.approx(three(one) * three(other), abs=5.01e-4)


def test_a_thousand_paths_are_three_hundred_weights():
    """Ten units a layer, three layers of weights above: paths of one, weights and slopes of all."""
    paths = itertools.product(range(10), repeat=3)
    assert sum(1 for _ in paths) == 1000
    uses = {"weight": 0, "slope": 0}
    deltas = [1.0] * 10  # of the outputs
    for _ in range(3):
        sums = [0.0] * 10
        for j, delta in itertools.product(range(10), deltas):
            sums[j] += delta
            uses["weight"] += 1
        deltas = [total / 4 for total in sums]
        uses["slope"] += len(deltas)
    assert uses == {"weight": 300, "slope": 30}


# --- without the slope ------------------------------------------------------------------------


def test_asymmetry_is_that_of_the_exact_jacobian():
    w = np.random.default_rng(0).uniform(-1, 1, 16)
    rows = [oracle.complex_step(lambda s, e=e: hidden_asymmetry.update(w + s * e, False), 0)
            for e in np.eye(16)]  # fmt: skip
    exact = abs(np.array(rows) - np.array(rows).T).max()
    assert hidden_asymmetry.asymmetry(False) == pytest.approx(exact, rel=1e-8)


def test_true_rule_is_symmetric_and_the_other_is_not():
    assert hidden_asymmetry.asymmetry(True) < 1e-9
    assert hidden_asymmetry.asymmetry(False) > 0.05


def test_rule_without_the_slope_goes_downhill_for_one_sample_and_not_always_for_four(monkeypatch):
    rng = np.random.default_rng(1)
    X, y = hidden_asymmetry.X, hidden_asymmetry.y
    uphill = {1: 0, 4: 0}
    for _ in range(3000):
        w = rng.uniform(-5, 5, 16)
        k = rng.integers(4)
        for count, rows in ((1, [k]), (4, slice(None))):
            monkeypatch.setattr(hidden_asymmetry, "X", X[rows])
            monkeypatch.setattr(hidden_asymmetry, "y", y[rows])
            step, gradient = (hidden_asymmetry.update(w, kept) for kept in (False, True))
            uphill[count] += step @ gradient < 0
    assert uphill[1] == 0
    assert 10 < uphill[4] < 300


@pytest.mark.parametrize("hidden", [1, 2])
def test_one_sample_can_go_uphill_only_below_two_hidden_layers(hidden):
    """Three inputs, hidden layers of four, one output; the gradient is measured, as is the rise."""
    rng = np.random.default_rng(2)
    uphill = 0
    for _ in range(600):
        sizes = [3, *[4] * hidden, 1]
        weights = [rng.normal(0, 4, pair) for pair in itertools.pairwise(sizes)]
        x, y = rng.integers(2, size=(1, 3)), rng.integers(2)

        def lost(s, steps, weights=weights, x=x, y=y):
            a = x
            for w, step in zip(weights, steps, strict=True):
                a = np.vectorize(oracle.sigmoid, otypes=[complex])(a @ (w + s * step))
            return (a[0, 0] - y) ** 2 / 2

        layers = [x]
        for w in weights:
            layers.append((1 + np.tanh(layers[-1] @ w / 2)) / 2)
        delta = (layers[-1] - y) * layers[-1] * (1 - layers[-1])
        steps = []
        for a, w in zip(layers[-2::-1], weights[::-1], strict=True):
            steps.insert(0, -a.T @ delta)
            delta = delta @ w.T  # without the slope
        uphill += oracle.complex_step(lambda s, lost=lost, steps=steps: lost(s, steps), 0) > 0
    assert uphill == 0 if hidden == 1 else uphill > 5


TASKS = {"XOR": hidden_layers.XOR, "encoder": hidden_layers.ENCODER}


@pytest.mark.parametrize("task", TASKS)
def test_hidden_slope_decides_on_xor_and_not_on_the_encoder(task):
    assert all(hidden_layers.train(*TASKS[task], seed, True) for seed in range(3))
    learnt = [hidden_layers.train(*TASKS[task], seed, False) for seed in range(3)]
    assert all(learnt) if task == "encoder" else not any(learnt)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("kept", [True, False])
def test_training_takes_the_steps_of_the_rule_from_the_same_start(task, kept, monkeypatch):
    """Every sum of the first passes is that of loops over units, with measured derivatives."""
    X, y, units = TASKS[task]
    sums = []
    sigmoid = hidden_layers.sigmoid
    monkeypatch.setattr(hidden_layers, "sigmoid", lambda z: sums.append(z) or sigmoid(z))
    assert hidden_layers.train(X, y, units, 3, kept, limit=3) is None
    rng = np.random.default_rng(3)
    X, y = np.column_stack([X, np.ones(len(X))]), np.array(y)
    V = rng.uniform(-1, 1, (X.shape[1], units))
    W = rng.uniform(-1, 1, (units + 1, y.shape[1]))

    def moved(sample, hidden, W, unit, weight, s):
        hidden, W, total = hidden + s * unit, W + s * weight, 0
        for k in range(W.shape[1]):
            z = sum(hidden[j] * W[j, k] for j in range(units)) + W[units, k]
            total += (oracle.sigmoid(z) - y[sample, k]) ** 2 / 2
        return total

    for first, second in zip(sums[::2], sums[1::2], strict=True):
        assert first == pytest.approx(X @ V, rel=1e-9)
        a = (1 + np.tanh(X @ V / 2)) / 2
        assert second == pytest.approx(a @ W[:-1] + W[-1], rel=1e-9)
        step_v, step_w = np.zeros(V.shape), np.zeros(W.shape)
        for n, row in enumerate(X):
            for j in range(units):
                unit = np.eye(units)[j]
                rise = oracle.complex_step(partial(moved, n, a[n], W, unit, 0), 0)
                step_v[:, j] += rise * (a[n, j] * (1 - a[n, j]) if kept else 1) * row
            for place in np.ndindex(W.shape):
                one = np.zeros(W.shape)
                one[place] = 1
                step_w[place] += oracle.complex_step(partial(moved, n, a[n], W, 0, one), 0)
        V, W = V - step_v, W - step_w


def test_error_of_one_quarter_is_not_good_enough_and_passes_end(monkeypatch):
    passes = []

    def sigmoid(z):
        passes.append(z.shape == (4, 1))
        target = np.array(hidden_layers.XOR[1])
        return np.where(target == 1, 0.75, 0.25) if passes[-1] else np.full(z.shape, 0.5)

    monkeypatch.setattr(hidden_layers, "sigmoid", sigmoid)
    assert hidden_layers.train(*hidden_layers.XOR, 0, True) is None
    assert sum(passes) == 1500
    passes.clear()
    assert hidden_layers.train(*hidden_layers.XOR, 0, True, limit=7) is None
    assert sum(passes) == 7
