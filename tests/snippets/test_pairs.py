"""Activation functions, losses, and the slopes that the table of pairs multiplies."""

import math

import numpy as np
import pytest

from snippets import pairs, softmax
from tests import oracle

ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": lambda z: oracle.sigmoid(z).real,
    "tanh": lambda z: 1 - 2 * oracle.sigmoid(-2 * z).real,
    "ReLU": lambda z: (z + abs(z)) / 2,
}
LOSSES = {
    "squares": lambda a: (a * a - 2 * a + 1) / 2,
    "entropy": lambda a: -math.log1p(a - 1),
}
SUMS = [[0, 0, 0], [2, -1, 0.5], [4, -3, 1], [-2, 1, 3]]


@pytest.mark.parametrize("z", [-2.5, -0.3, 0.5, 1.7])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slope_of_an_activation_is_read_off_its_output(name, z):
    function, slope = pairs.ACTIVATIONS[name]
    assert function(z) == pytest.approx(ACTIVATIONS[name](z), rel=1e-12)
    measured = oracle.central_difference(ACTIVATIONS[name], z)
    assert slope(function(z)) == pytest.approx(measured, abs=1e-8)


@pytest.mark.parametrize("a", [0.05, 0.4, 0.99])
@pytest.mark.parametrize("kind", LOSSES)
def test_loss_for_the_target_one_and_its_slope(kind, a):
    loss, slope = pairs.LOSSES[kind]
    assert loss(a) == pytest.approx(LOSSES[kind](a), rel=1e-9)
    measured = oracle.central_difference(LOSSES[kind], a)
    assert slope(a) == pytest.approx(measured, rel=1e-6)


def test_every_activation_is_paired_with_the_squares():
    assert pairs.Y == 1
    assert [pair.split() for pair in pairs.PAIRS] == [[name, "squares"] for name in ACTIVATIONS]


@pytest.mark.parametrize("z", SUMS)
def test_softmax_gives_probabilities_in_the_right_ratios(z):
    a = softmax.softmax(np.array(z, float))
    assert a.sum() == pytest.approx(1)
    assert a[1] / a[2] == pytest.approx(math.exp(z[1] - z[2]), rel=1e-12)


@pytest.mark.parametrize("z", SUMS)
@pytest.mark.parametrize("weights", [[1, 0, 0], [2, -1, 3]])
def test_measured_delta_is_the_matrix_of_softmax_times_the_slope_of_the_loss(
    z, weights, monkeypatch
):
    monkeypatch.setattr(softmax, "z", np.array(z, float))
    powers = [math.exp(v) for v in z]
    a = np.array(powers) / sum(powers)
    exact = (np.diag(a) - np.outer(a, a)) @ weights
    assert softmax.measure(lambda a: a @ weights) == pytest.approx(exact, abs=1e-8)
