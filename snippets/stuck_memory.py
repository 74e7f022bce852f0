"""Few samples are memorised, wrong targets included. Many are not."""

import numpy as np


def draw(n, rng):
    """Return inputs, and targets of which a fifth is wrong."""
    X = np.column_stack([rng.normal(size=(n, 2)), np.ones(n)])
    flipped = rng.random((n, 1)) < 0.2
    return X, (X[:, :1] + X[:, 1:2] > 0) ^ flipped


def wrong(n, passes, units=30):
    """Return the share of wrong answers, in training and held out."""
    rng = np.random.default_rng(0)
    held, (X, y) = draw(1000, rng), draw(n, rng)
    W1 = rng.normal(size=(3, units))
    W2 = rng.normal(size=(units, 1)) / units**0.5
    for _ in range(passes):
        a1 = np.tanh(X @ W1)
        delta2 = (1 / (1 + np.exp(-a1 @ W2)) - y) / n
        step = X.T @ (delta2 @ W2.T * (1 - a1**2))
        W1, W2 = W1 - step, W2 - a1.T @ delta2
    sides = (X, y), held
    return [np.mean((np.tanh(X @ W1) @ W2 > 0) != y) for X, y in sides]


if __name__ == "__main__":
    print("samples  passes  wrong: training  held out")
    for n in (20, 500):
        for passes in (10, 100, 1000):
            training, held = wrong(n, passes)
            print(f"{n:7} {passes:7} {training:16.2f} {held:9.2f}")
