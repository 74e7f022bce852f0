"""Is the tutorial's update really the gradient of the loss?"""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 0, 1, 1]]).T


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def loss(W):
    """Return half the sum of squared errors for W, shape (3, 1)."""
    return ((sigmoid(X @ W) - y) ** 2).sum() / 2


def update(W):
    """Return what one pass of the tutorial adds to W, (3, 1)."""
    a = sigmoid(X @ W)
    return X.T @ ((y - a) * a * (1 - a))


if __name__ == "__main__":
    W = np.random.default_rng(0).uniform(-1, 1, (3, 1))
    h = 1e-6
    print("             update  minus gradient")
    for i in range(3):
        nudge = np.zeros((3, 1))
        nudge[i] = h
        rise = (loss(W + nudge) - loss(W - nudge)) / (2 * h)
        step = update(W)[i, 0]
        print(f"weight {i + 1} {step:+.8f} {-rise:+15.8f}")
