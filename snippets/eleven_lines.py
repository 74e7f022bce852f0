"""The eleven-line network in Python 3, in this site's names."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 0, 1, 1]]).T


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def train(W, steps, learning_rate=1.0):
    """Return W, shape (3, 1), and the last activations, (4, 1)."""
    for _ in range(steps):
        a = sigmoid(X @ W)
        error = a - y
        slope = a * (1 - a)
        delta = error * slope
        gradient = X.T @ delta
        W = W - learning_rate * gradient
    return W, a


if __name__ == "__main__":
    np.random.seed(1)
    start = 2 * np.random.random((3, 1)) - 1
    W, a = train(start, steps=10_000)
    print("Output after training:")
    print(a)
