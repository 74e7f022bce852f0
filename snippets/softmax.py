"""Softmax: a loss that fits, one that does not, and a mistake."""

import numpy as np

z, y, h = np.array([2.0, -1.0, 0.5]), np.array([0, 1, 0]), 1e-6


def softmax(z):
    """Return probabilities that add up to 1, shape of z: (k,)."""
    return np.exp(z) / np.exp(z).sum()


def measure(loss):
    """Return how `loss` of the outputs moves with each sum, (k,)."""
    nudges = h * np.eye(len(z))
    rise = [loss(softmax(z + n)) - loss(softmax(z - n)) for n in nudges]
    return np.array(rise) / (2 * h)


if __name__ == "__main__":
    a = softmax(z)
    rows = {
        "entropy, a - y": a - y,
        "entropy, measured": measure(lambda a: -np.log(a) @ y),
        "squares, the sum": a * ((a - y) - (a - y) @ a),
        "squares, measured": measure(lambda a: (a - y) @ (a - y) / 2),
        "squares, mistake": (a - y) * a * (1 - a),
    }
    for name, deltas in rows.items():
        print(f"{name:18}", *(f"{d:+.5f}" for d in deltas))
