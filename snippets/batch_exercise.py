"""The gradient of a bias: the deltas of all samples, added."""

import numpy as np

X = np.array([[2, 0, 2], [2, 0, 1], [3, 2, 2], [1, 3, 0]])
W = np.array([[0.5, -1.0], [0.0, 1.0], [-0.5, 0.5]])
Y = np.array([[1, 0], [0, 1], [1, 1], [0, 0]])


def loss(b):
    """Return half the sum of squared errors, with the biases b."""
    A = 1 / (1 + np.exp(-(X @ W + b)))
    return ((A - Y) ** 2).sum() / 2


if __name__ == "__main__":
    A = 1 / (1 + np.exp(-X @ W))  # the biases are 0
    delta = (A - Y) * A * (1 - A)
    added = delta.sum(axis=0)
    for k, h in enumerate(1e-6 * np.eye(2)):  # nudge one bias
        measured = (loss(h) - loss(-h)) / 2e-6
        print(f"deltas added {added[k]:.5f}, measured {measured:.5f}")
