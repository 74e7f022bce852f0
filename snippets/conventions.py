"""One network, and several ways to write its loss."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 0, 1, 1]]).T


def train(factor, learning_rate, steps=1000):
    """Return W, shape (3, 1), after descent on factor · Σ(a - y)²."""
    W = np.random.default_rng(0).uniform(-1, 1, (3, 1))
    for _ in range(steps):
        a = 1 / (1 + np.exp(-X @ W))
        delta = 2 * factor * (a - y) * a * (1 - a)
        W = W - learning_rate * X.T @ delta
    return W


if __name__ == "__main__":
    half_sum = train(1 / 2, 1)
    for name, factor, rate in [
        ("sum of squares", 1, 1 / 2),
        ("half the mean", 1 / 8, 4),
        ("mean of squares", 1 / 4, 2),
        ("sum of squares", 1, 1),
    ]:
        gap = abs(train(factor, rate) - half_sum).max()
        print(f"{name:15} rate {rate:<4.3g} differs by {gap:.6f}")
