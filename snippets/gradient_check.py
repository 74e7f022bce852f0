"""A check of gradients, to paste beside a network of your own."""

import numpy as np


def check(loss, weights, claimed, h=1e-5):
    """Return the relative difference for each array of weights."""
    found = []
    for W, g in zip(weights, claimed, strict=True):
        assert W.dtype == np.float64, "use double precision"
        measured = np.zeros(W.shape)
        for i in np.ndindex(W.shape):
            kept = W[i]
            W[i] = kept + h
            up = loss(*weights)
            W[i] = kept - h
            measured[i] = (up - loss(*weights)) / (2 * h)
            W[i] = kept
        gap, *sizes = map(np.linalg.norm, (g - measured, g, measured))
        found.append(gap / (sum(sizes) or 1))
    return found


def output(w, b):
    return 1 / (1 + np.exp(-(X @ w + b)))


def loss(w, b):
    return ((output(w, b) - y) ** 2).sum() / 2


if __name__ == "__main__":
    X, y = np.array([[0.5, -1], [2, 1], [0, 3]]), np.array([0, 1, 1])
    w = np.array([0.3, -0.2])
    cases = [("error · slope", 0.1), ("error", 0.1)]
    print("delta         bias     weights    bias")
    for delta, bias in [*cases, ("error · slope", 30.0)]:
        b = np.array([bias])
        a = output(w, b)
        d = (a - y) * (a * (1 - a) if "slope" in delta else 1)
        found = check(loss, [w, b], [X.T @ d, d.sum(keepdims=True)])
        said = ["< 1e-7" if d < 1e-7 else f"{d:.2f}" for d in found]
        print(f"{delta:13} {bias:4.1f}  {said[0]:>8}  {said[1]:>6}")
