"""One network, six ways to write its loss and its step."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 0, 1, 1]]).T


def train(factor, learning_rate, steps=1000):
    """Return W, shape (3, 1); the loss is factor · Σ(a - y)².

    >>> train(0.5, 1.0, steps=0).ravel().round(3).tolist()
    [0.274, -0.46, -0.918]
    """
    W = np.random.default_rng(0).uniform(-1, 1, (3, 1))
    for _ in range(steps):
        a = 1 / (1 + np.exp(-X @ W))
        gradient = X.T @ (2 * factor * (a - y) * a * (1 - a))
        W = W - learning_rate * gradient
    return W


def train_by_adding(steps=1000):
    """Return W, shape (3, 1), with y - a and +=.

    >>> train_by_adding(steps=0).shape
    (3, 1)
    """
    W = np.random.default_rng(0).uniform(-1, 1, (3, 1))
    for _ in range(steps):
        a = 1 / (1 + np.exp(-X @ W))
        W += X.T @ ((y - a) * a * (1 - a))
    return W


if __name__ == "__main__":
    first = train(1 / 2, 1)
    for name, W in [
        ("y - a, with +=             ", train_by_adding()),
        ("sum of squares, rate 1/2   ", train(1, 1 / 2)),
        ("mean of half, rate 4       ", train(1 / 8, 4)),
        ("mean of squares, rate 2    ", train(1 / 4, 2)),
        ("sum of squares, rate 1     ", train(1, 1)),
    ]:
        print(f"{name} differs by {abs(W - first).max():.6f}")
