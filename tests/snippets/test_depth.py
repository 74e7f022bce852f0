"""How much of the delta is left after many layers."""

import numpy as np
import pytest

from snippets import (
    depth,
    depth_exercise,
    gradient_blocks,
    gradient_bugs,
    hidden_layers,
)
from tests import oracle


@pytest.mark.parametrize("z", [-30, 0, 1, 30])
def test_sigmoids(z):
    exact = oracle.sigmoid(z).real
    assert gradient_blocks.sigmoid(z) == pytest.approx(exact, rel=1e-12)
    assert gradient_bugs.sigmoid(z) == pytest.approx(exact, rel=1e-12)
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
