"""How much of the delta is left after many layers, and what that does to training."""

import math

import matplotlib.pyplot as plt
import mpmath
import numpy as np
import pytest

from snippets import (
    depth,
    depth_exercise,
    depth_training,
    gradient_blocks,
    gradient_bugs,
    hidden_layers,
)
from snippets.figures import depth as chain
from snippets.figures import depth_training as moved
from tests import oracle


@pytest.mark.parametrize("z", [-30, 0, 1, 30])
def test_sigmoids(z):
    exact = oracle.sigmoid(z).real
    assert gradient_blocks.sigmoid(z) == pytest.approx(exact, rel=1e-12)
    assert gradient_bugs.sigmoid(z) == pytest.approx(exact, rel=1e-12)
    assert hidden_layers.sigmoid(z) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("kinds", [depth.KINDS, depth_training.KINDS], ids=["start", "training"])
@pytest.mark.parametrize("kind", ["sigmoid", "tanh", "ReLU"])
def test_slopes_are_read_off_the_activations(kinds, kind):
    act, slope = kinds[kind]
    exact = {
        "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
        "tanh": math.tanh,
        "ReLU": lambda z: max(z, 0.0),
    }[kind]
    for z in (-3.0, -0.4, 0.7, 2.0):
        assert act(z) == pytest.approx(exact(z), rel=1e-12)
        assert slope(act(z)) == pytest.approx(oracle.central_difference(exact, z, 1e-6), abs=1e-9)


def test_delta_is_measured_from_the_sums_of_the_last_layer_to_those_of_the_first(monkeypatch):
    """Two layers back: by the complex step through them."""
    monkeypatch.setattr(depth, "DEPTH", 2)
    rng = np.random.default_rng(6)
    W = rng.uniform(-1, 1, (3, 3, 3)) * math.sqrt(3 * 5 / 3)
    a, pull, sigmoid = rng.normal(size=3), rng.normal(size=3), np.vectorize(oracle.sigmoid)
    last = lambda z: pull @ (sigmoid(sigmoid(z) @ W[1]) @ W[2])  # noqa: E731
    first = [oracle.complex_step(lambda s, e=e: last(a @ W[0] + s * e), 0) for e in np.eye(3)]
    ratio = np.linalg.norm(first) / np.linalg.norm(pull)
    found = depth.left("sigmoid", 5, 3, np.random.default_rng(6))
    assert found == pytest.approx(ratio, rel=1e-10)


def test_weights_of_a_start_have_the_variance_that_is_told():
    """ReLU halves the expected square of a delta at each layer, times gain; so do many starts."""
    rng = np.random.default_rng(1)
    for gain in (1, 2):
        squares = [depth.left("ReLU", gain, 64, rng) ** 2 for _ in range(300)]
        assert np.mean(squares) == pytest.approx((gain / 2) ** depth.DEPTH, rel=0.3)


def test_first_weights_of_a_training_step_follow_the_gradient(monkeypatch):
    """One pass of a small network: each layer's movement is that of the measured gradient."""
    for name, value in (("WIDTH", 2), ("DEPTH", 1), ("PASSES", 1), ("RATE", 3)):
        monkeypatch.setattr(depth_training, name, value)
    losses, moved = depth_training.train("tanh", 4)
    rng = np.random.default_rng(0)
    inside = [(x, y) for x, y in rng.uniform(-1, 1, (64, 2))]
    X = np.array([[x, y, 1] for x, y in inside])
    t = np.array([[float(math.hypot(x, y) < math.sqrt(0.5))] for x, y in inside])
    W = [rng.uniform(-1, 1, s) * math.sqrt(12 / s[0]) for s in ((3, 2), (2, 1))]

    def half(which, s):
        """Half the mean squared error after a nudge `s` of one layer."""
        V = [w + s * which[1] if k == which[0] else w for k, w in enumerate(W)]
        return np.mean((np.vectorize(oracle.sigmoid)(np.tanh(X @ V[0]) @ V[1]) - t) ** 2) / 2

    assert losses == [pytest.approx(2 * half((0, 0 * W[0]), 0).real, rel=1e-12)]
    for k, w in enumerate(W):
        units = np.eye(w.size).reshape(-1, *w.shape)
        slopes = [oracle.complex_step(lambda s, k=k, e=e: half((k, e), s), 0) for e in units]
        assert moved[k] == pytest.approx(3 * np.linalg.norm(slopes) / np.linalg.norm(w), rel=1e-9)


def test_what_one_weight_keeps_is_that_of_the_fixed_point():
    for w in (0.5, 1, 2, 4):
        a = mpmath.findroot(lambda a, w=w: a - 1 / (1 + mpmath.exp(-w * a)), 0.7)
        assert depth_exercise.kept(w) == pytest.approx(float(w * a * (1 - a)), rel=1e-12)
    # With z = wa it is z(1 - a) = z / (1 + e^z), whose maximum solves e^z (z - 1) = 1.
    z = mpmath.lambertw(mpmath.exp(-1)).real + 1
    best = max(depth_exercise.kept(k / 1000) for k in range(1, 8001))
    assert best == pytest.approx(float(z / (1 + mpmath.exp(z))), abs=1e-6)


def test_products_of_the_staircase_are_the_deltas_of_the_chain():
    sums = [0.0] * 5  # what each unit's sum is nudged by

    def loss(nudges):
        a = chain.X
        for w, nudge in zip(chain.WEIGHTS, nudges, strict=True):
            a = oracle.sigmoid(w * a + nudge)
        return (a - chain.Y) ** 2 / 2

    deltas = [
        oracle.complex_step(lambda s, k=k: loss([*sums[:k], s, *sums[k + 1 :]]), 0)
        for k in range(5)
    ]
    assert abs(deltas[4]) == pytest.approx(chain.LATE, rel=1e-12)
    assert abs(deltas[0]) == pytest.approx(chain.EARLY, rel=1e-12)
    assert chain.PRODUCTS[1::2] == pytest.approx(np.abs(deltas[::-1]), rel=1e-12)


def test_stairs_and_marks_stand_at_the_products():
    (ax,) = chain.draw().axes
    arrows = [text for text in ax.texts if text.arrow_patch is not None]
    assert [a.xy for a in arrows] == [(p, n) for n, p in enumerate(chain.PRODUCTS[:-1])]
    assert [a.xyann[0] for a in arrows] == [1, *chain.PRODUCTS[:-2]]
    marks = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert marks == [chain.LATE, chain.EARLY]
    plt.close("all")


def test_movements_are_drawn_layer_by_layer():
    (ax,) = moved.draw().axes
    assert ax.get_yscale() == "log"
    for line, run in zip(ax.lines, depth_training.RUNS, strict=True):
        losses, movements = depth_training.train(*run)
        assert list(line.get_xdata()) == [1, 2, 3, 4, 5, 6, 7]
        assert list(line.get_ydata()) == movements
        larger = {1: "", 16: ", weights × 4", 2: ", weights × 1.4"}[run[1]]
        assert line.get_label() == f"{run[0]}{larger}: loss {losses[-1]:.3f}"
    plt.close("all")
