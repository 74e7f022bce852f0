"""A random half of the samples gives the right step on average."""

from itertools import combinations

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([0, 0, 1, 1])


def gradient(rows, W):
    """Return the mean gradient over some rows, shape (3,).

    >>> gradient([2, 3], np.zeros(3)).tolist()
    [-0.125, -0.0625, -0.125]
    """
    x, t = X[list(rows)], y[list(rows)]
    a = 1 / (1 + np.exp(-x @ W))
    return x.T @ ((a - t) * a * (1 - a)) / len(x)


if __name__ == "__main__":
    W = np.array([0.5, -0.3, 0.1])
    show = lambda g: " ".join(f"{v:+.4f}" for v in g)  # noqa: E731
    pairs = list(combinations(range(4), 2))
    for rows in pairs:
        print(f"samples {rows}: {show(gradient(rows, W))}")
    mean = sum(gradient(rows, W) for rows in pairs) / len(pairs)
    print(f"mean of the six: {show(mean)}")
    print(f"all four:        {show(gradient(range(4), W))}")
