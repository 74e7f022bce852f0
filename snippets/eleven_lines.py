"""The eleven-line network in Python 3, in this site's names."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 0, 1, 1]]).T


def sigmoid(z):
    """Return the activations, elementwise, shape of z.

    >>> sigmoid(np.zeros(2)).tolist()
    [0.5, 0.5]
    """
    return 1 / (1 + np.exp(-z))


def train(W, steps, learning_rate=1.0):
    """Return W, shape (3, 1), and the last activations, (4, 1).

    >>> W, a = train(np.zeros((3, 1)), 1)
    >>> W.ravel().tolist()
    [0.25, 0.0, 0.0]
    """
    for _ in range(steps):
        a = sigmoid(X @ W)  # shape (4, 1)
        error = a - y  # shape (4, 1)
        slope = a * (1 - a)  # shape (4, 1)
        delta = error * slope  # shape (4, 1)
        gradient = X.T @ delta  # shape (3, 1)
        W = W - learning_rate * gradient
    return W, a


if __name__ == "__main__":
    np.random.seed(1)  # the old generator, as in the tutorial
    W, a = train(2 * np.random.random((3, 1)) - 1, 10_000)
    print("Output after training:")
    for row in a:
        print(f"[{row[0]:.8f}]")
    print(f"largest |error| {abs(a - y).max():.5f}")
