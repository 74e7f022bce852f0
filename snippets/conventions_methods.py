"""Twice the loss at half the rate, with other ways to step."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 0, 1, 1]]).T


def train(method, factor, rate, steps=300):
    """Return W, shape (3, 1); the loss is factor · Σ(a - y)²."""
    W = np.random.default_rng(0).uniform(-1, 1, (3, 1))
    v = s = np.zeros((3, 1))
    for n in range(1, steps + 1):
        a = 1 / (1 + np.exp(-X @ W))
        gradient = 2 * factor * X.T @ ((a - y) * a * (1 - a))
        v = 0.9 * v + gradient  # of late, added up
        s = 0.999 * s + 0.001 * gradient**2
        m, size = 0.1 * v / (1 - 0.9**n), np.sqrt(s / (1 - 0.999**n))
        W = (
            W
            - rate
            * {
                "plain descent": gradient,
                "momentum": v,
                "weight decay": gradient + 0.01 * W,
                "Adam": m / (size + 1e-8),
            }[method]
        )
    return W


if __name__ == "__main__":
    print("off by         half the rate  the same rate")
    for method in "plain descent", "momentum", "weight decay", "Adam":
        half, same = train(method, 1, 0.05), train(method, 1, 0.1)
        first = train(method, 1 / 2, 0.1)
        print(f"{method:14} {abs(half - first).max():13.2f}", end=" ")
        print(f"{abs(same - first).max():14.2f}")
