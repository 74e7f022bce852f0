"""One matrix product does what a loop over samples does."""

import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(4, 3))  # (samples, inputs)
W = rng.normal(size=(3, 2))  # (inputs, outputs)
Y = rng.integers(0, 2, (4, 2))  # (samples, outputs)


def deltas(X, W, Y):
    """Return the delta of every sample, shape (samples, outputs).

    >>> deltas(np.zeros((1, 1)), np.zeros((1, 1)), 1).tolist()
    [[-0.125]]
    """
    A = 1 / (1 + np.exp(-X @ W))
    return (A - Y) * A * (1 - A)


def gradient_by_loop(X, delta):
    """Return the gradient, shape (inputs, outputs), summed by hand.

    >>> gradient_by_loop(np.array([[2.0]]), np.array([[3.0]])).tolist()
    [[6.0]]
    """
    total = np.zeros((X.shape[1], delta.shape[1]))
    for x, d in zip(X, delta, strict=True):
        total += np.outer(x, d)  # one sample's share
    return total


if __name__ == "__main__":
    delta = deltas(X, W, Y)
    whole = X.T @ delta
    print(f"X.T {X.T.shape} @ delta {delta.shape} = {whole.shape}")
    gap = abs(whole - gradient_by_loop(X, delta)).max()
    print(f"differs from the loop by {gap:.9f}")
    halves = X[:2].T @ delta[:2] + X[2:].T @ delta[2:]
    gap = abs(whole - halves).max()
    print(f"and from two half batches, added, by {gap:.9f}")
