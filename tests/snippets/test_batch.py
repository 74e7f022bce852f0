import numpy as np
import pytest

from snippets import batch, batch_exercise, batch_fair
from tests import oracle


def loss(X, W, Y):
    """Half the sum of squared errors, written out, for complex weights too."""
    return sum(
        (oracle.sigmoid(sum(X[i, j] * W[j, k] for j in range(X.shape[1]))) - Y[i, k]) ** 2 / 2
        for i in range(X.shape[0])
        for k in range(W.shape[1])
    )


def gradient(X, W, Y):
    out = np.zeros(W.shape)
    for at in np.ndindex(W.shape):
        unit = np.zeros(W.shape)
        unit[at] = 1
        out[at] = oracle.complex_step(lambda s, unit=unit: loss(X, W + s * unit, Y), 0)
    return out


MIXED = np.array([[0, 1], [1, 0], [1, 1], [0, 0]])


@pytest.mark.parametrize("scale", [0, 1, 5])
@pytest.mark.parametrize("Y", [batch.Y, MIXED])
def test_product_is_the_gradient(scale, Y):
    W = scale * batch.W
    delta = batch.deltas(batch.X, W, Y)
    assert batch.X.T @ delta == pytest.approx(gradient(batch.X, W, Y), rel=1e-10, abs=1e-14)


@pytest.mark.parametrize("Y", [batch.Y, MIXED])
def test_delta_goes_back_to_the_inputs_through_the_transposed_weights(Y):
    X, W = batch.X.astype(float), batch.W
    by_input = gradient(W.T, X.T, Y.T).T  # the loss is the same with X and W exchanged
    assert batch.deltas(X, W, Y) @ W.T == pytest.approx(by_input, rel=1e-10, abs=1e-14)


def test_mean_over_random_halves_is_the_mean_gradient():
    W = np.array([0.5, -0.3, 0.1])
    exact = gradient(batch_fair.X, W.reshape(3, 1), batch_fair.y.reshape(4, 1)).ravel() / 4
    assert batch_fair.gradient(range(4), W) == pytest.approx(exact, rel=1e-12)
    pairs = [batch_fair.gradient(p, W) for p in batch_fair.combinations(range(4), 2)]
    assert sum(pairs) / 6 == pytest.approx(exact, rel=1e-12)


def test_single_halves_may_point_the_wrong_way():
    W = np.array([0.5, -0.3, 0.1])
    whole = batch_fair.gradient(range(4), W)
    signs = [np.sign(batch_fair.gradient(p, W)) for p in batch_fair.combinations(range(4), 2)]
    assert any((one * np.sign(whole) < 0).any() for one in signs)


def with_biases(b):
    X = np.hstack([batch_exercise.X, np.ones((4, 1))])
    return loss(X, np.vstack([batch_exercise.W, b]), batch_exercise.Y)


@pytest.mark.parametrize("b", [(0, 0), (1, -2)])
def test_loss_of_the_exercise_and_its_derivatives_by_the_biases(b):
    b = np.array(b, float)
    assert batch_exercise.loss(b) == pytest.approx(with_biases(b).real, rel=1e-13)
    A = 1 / (1 + np.exp(-batch_exercise.X @ batch_exercise.W - b))
    added = ((A - batch_exercise.Y) * A * (1 - A)).sum(axis=0)
    for k, unit in enumerate(np.eye(2)):
        exact = oracle.complex_step(lambda h, unit=unit: with_biases(b + h * unit), 0)
        assert added[k] == pytest.approx(exact, rel=1e-10)
