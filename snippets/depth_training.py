"""A network with six hidden layers learns, or not, by its start."""

from itertools import pairwise

import numpy as np

WIDTH, DEPTH, PASSES, RATE = 16, 6, 600, 1
KINDS = {  # each with its slope, read off the activation
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "ReLU": (lambda z: np.maximum(z, 0), np.sign),
}
RUNS = [("sigmoid", 1), ("sigmoid", 16), ("tanh", 1), ("ReLU", 2)]


def data(rng):
    """Return 64 points, with a column of ones, and who is in a disc."""
    X = np.column_stack([rng.uniform(-1, 1, (64, 2)), np.ones(64)])
    return X, (X[:, :2] ** 2).sum(axis=1, keepdims=True) < 0.5


def train(kind, factor):
    """Return the loss of each pass, and how far each layer moved."""
    (act, slope), rng = KINDS[kind], np.random.default_rng(0)
    X, y = data(rng)
    sizes = [3] + DEPTH * [WIDTH] + [1]
    weights = [
        rng.uniform(-1, 1, (n, m)) * (3 * factor / n) ** 0.5
        for n, m in pairwise(sizes)
    ]
    starts, losses = [W.copy() for W in weights], []
    for _ in range(PASSES):
        a = [X]
        for W in weights[:-1]:
            a.append(act(a[-1] @ W))
        out = KINDS["sigmoid"][0](a[-1] @ weights[-1])
        losses.append(np.mean((out - y) ** 2))
        delta = (out - y) * out * (1 - out) / len(X)
        for W, a_in in zip(weights[::-1], a[::-1], strict=True):
            step = RATE * a_in.T @ delta
            delta = delta @ W.T * slope(a_in)
            W -= step
    norm, both = np.linalg.norm, zip(weights, starts, strict=True)
    return losses, [norm(W - V) / norm(V) for W, V in both]


if __name__ == "__main__":
    share = data(np.random.default_rng(0))[1].mean()
    print(f"one answer for all: loss {share * (1 - share):.3f}")
    print(f"first and last loss of {PASSES}, and movement:")
    print("          ", *(f"{kind:>8}" for kind, _ in RUNS))
    print("weights   ", *(f"{factor:6}/n" for _, factor in RUNS))
    losses, moved = zip(*(train(*run) for run in RUNS), strict=True)
    for name, n in ("first", 0), ("last", -1):
        print(f"{name:5} loss", *(f"{run[n]:8.3f}" for run in losses))
    for n in range(7):
        print(f"layer {n + 1}   ", *(f"{run[n]:8.1g}" for run in moved))
