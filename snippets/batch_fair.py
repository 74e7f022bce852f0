"""A random half of the samples gives the right step on average."""

from itertools import combinations

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([0, 0, 1, 1])


def gradient(rows, W):
    """Return the mean gradient over some rows, shape (3,)."""
    x, t = X[list(rows)], y[list(rows)]
    a = 1 / (1 + np.exp(-x @ W))
    return x.T @ ((a - t) * a * (1 - a)) / len(x)


if __name__ == "__main__":
    W = np.array([0.5, -0.3, 0.1])
    pairs = list(combinations(range(4), 2))
    rows = {f"samples {pair}": gradient(pair, W) for pair in pairs}
    rows["mean of the six"] = sum(rows.values()) / len(pairs)
    rows["all four"] = gradient(range(4), W)
    for name, g in rows.items():
        print(f"{name:16}", *(f"{v:+.4f}" for v in g))
