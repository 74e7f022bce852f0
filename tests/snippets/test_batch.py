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


MIXED = np.array([[0, 1], [1, 0], [1, 1], [0, 0]])  # the seed of the snippets gives zeros only


@pytest.mark.parametrize("scale", [0, 1, 5])
@pytest.mark.parametrize("Y", [batch.Y, MIXED])
def test_product_and_loop_are_the_gradient(scale, Y):
    W = scale * batch.W
    delta = batch.deltas(batch.X, W, Y)
    exact = gradient(batch.X, W, Y)
    assert batch.X.T @ delta == pytest.approx(exact, rel=1e-10, abs=1e-14)
    assert batch.gradient_by_loop(batch.X, delta) == pytest.approx(exact, rel=1e-10, abs=1e-14)


def test_mean_over_random_halves_is_the_mean_gradient():
    W = np.array([0.5, -0.3, 0.1])
    exact = gradient(batch_fair.X, W.reshape(3, 1), batch_fair.y.reshape(4, 1)).ravel() / 4
    assert batch_fair.gradient(range(4), W) == pytest.approx(exact, rel=1e-12)
    pairs = [batch_fair.gradient(p, W) for p in batch_fair.combinations(range(4), 2)]
    assert sum(pairs) / 6 == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("Y", [batch_exercise.Y, MIXED])
def test_loss_of_the_exercise(monkeypatch, Y):
    monkeypatch.setattr(batch_exercise, "Y", Y)
    assert batch_exercise.loss(batch_exercise.X) == pytest.approx(
        loss(batch_exercise.X, batch_exercise.W, Y).real, rel=1e-13
    )


def test_loop_refuses_samples_without_a_delta():
    with pytest.raises(ValueError, match="zip"):
        batch.gradient_by_loop(np.ones((2, 3)), np.ones((3, 1)))
