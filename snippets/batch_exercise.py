"""How the loss moves with the inputs: delta @ W.T."""

import numpy as np

rng = np.random.default_rng(0)
X, W = rng.normal(size=(4, 3)), rng.normal(size=(3, 2))
Y = rng.integers(0, 2, (4, 2))


def loss(X):
    """Return half the sum of squared errors for X, (samples, 3).

    >>> float(loss(np.zeros((4, 3))))
    1.0
    """
    A = 1 / (1 + np.exp(-X @ W))
    return ((A - Y) ** 2).sum() / 2


if __name__ == "__main__":
    A = 1 / (1 + np.exp(-X @ W))
    delta = (A - Y) * A * (1 - A)
    back = delta @ W.T
    print(f"delta {delta.shape} @ W.T {W.T.shape} = {back.shape}")
    h = np.zeros_like(X)
    h[2, 1] = 1e-6  # nudge one input of one sample
    rise = (loss(X + h) - loss(X - h)) / 2e-6
    print(f"from the product {back[2, 1]:.6f}, measured {rise:.6f}")
