"""Data that a line separates: the weights grow without end."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
Y = np.array([0, 0, 1, 1])
DELTAS = {
    "squared error": lambda a: (a - Y) * a * (1 - a),
    "cross-entropy": lambda a: a - Y,
}


def train(delta, w, passes):
    """Return weights and activations after `passes`, at rate 1."""
    for _ in range(passes):
        w = w - X.T @ delta(1 / (1 + np.exp(-X @ w)))
    return w, 1 / (1 + np.exp(-X @ w))


if __name__ == "__main__":
    print("loss          passes first weight largest error")
    for name, delta in DELTAS.items():
        w, done = np.zeros(3), 0
        for passes in (100, 1000, 10000):
            w, a = train(delta, w, passes - done)
            done = passes
            off = abs(a - Y).max()
            print(f"{name} {passes:6} {w[0]:12.1f} {off:13.5f}")
