"""A bug that one number for all weights hides."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def loss(weights):
    """Return half the sum of squared errors of all the layers."""
    a = X
    for W in weights:
        a = sigmoid(a @ W)
    return ((a - y) ** 2).sum() / 2


def gradient(weights, bug=False):
    """Return the gradients; the bug drops the first hidden slope."""
    a = [X]
    for W in weights:
        a.append(sigmoid(a[-1] @ W))
    delta, found = (a[-1] - y) * a[-1] * (1 - a[-1]), []
    for n in reversed(range(len(weights))):
        found.insert(0, a[n].T @ delta)
        slope = 1 if bug and n == 1 else a[n] * (1 - a[n])
        delta = delta @ weights[n].T * slope
    return found


def measure(weights, h=1e-5):
    """Return the central differences, shaped like the weights."""
    found = [np.zeros_like(W) for W in weights]
    for W, g in zip(weights, found, strict=True):
        for i in np.ndindex(W.shape):
            kept = W[i]
            W[i] = kept + h
            up = loss(weights)
            W[i] = kept - h
            g[i] = (up - loss(weights)) / (2 * h)
            W[i] = kept
    return found


def difference(gs, ms):
    """Return the relative difference of two lists of arrays."""
    norm = np.linalg.norm
    g, m = (np.concatenate([M.ravel() for M in Ms]) for Ms in (gs, ms))
    return norm(g - m) / (norm(g) + norm(m))


if __name__ == "__main__":
    rng = np.random.default_rng(4)
    X, y = rng.uniform(-1, 1, (8, 4)), rng.integers(0, 2, (8, 1))
    weights = [rng.uniform(-1, 1, (4, n)) for n in (4, 4, 4, 4, 1)]
    measured = measure(weights)
    right, wrong = gradient(weights), gradient(weights, bug=True)
    layers = {f"layer {n + 1}": slice(n, n + 1) for n in range(5)}
    print("             no bug     bug")
    for name, part in {"all weights": slice(5), **layers}.items():
        for claimed in (right, wrong):
            gap = difference(claimed[part], measured[part])
            shown = "< 1e-7" if gap < 1e-7 else f"{gap:.0e}"
            name = f"{name:11}  {shown:>6}"
        print(name)
