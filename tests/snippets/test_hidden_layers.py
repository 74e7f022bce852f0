"""XOR with and without its slopes, and the symmetry that a gradient has."""

import numpy as np
import pytest

from snippets import (
    hidden_asymmetry,
    hidden_layers,
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
