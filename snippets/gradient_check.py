"""A check of gradients, to paste beside a network of your own."""

import numpy as np


def check(loss, weights, claimed, h=1e-5):
    """Return the relative difference for each array of weights."""
    found, norm = [], np.linalg.norm
    for W, g in zip(weights, claimed, strict=True):
        assert W.dtype == np.float64, "use double precision"
        m = np.zeros(W.shape)
        for i in np.ndindex(W.shape):
            kept = W[i]
            W[i] = kept + h
            up = loss(*weights)
            W[i] = kept - h
            down = loss(*weights)
            W[i] = kept
            m[i] = (up - down) / (2 * h)
        found.append(norm(g - m) / (norm(g) + norm(m) or 1))
    return found


def output(w, b):
    return 1 / (1 + np.exp(-(X @ w + b)))


def loss(w, b):
    return ((output(w, b) - y) ** 2).sum() / 2


if __name__ == "__main__":
    X, y = np.array([[0.5, -1], [2, 1], [0, 3]]), np.array([0, 1, 1])
    w = np.array([0.3, -0.2])
    cases = [("error · slope", 0.1), ("error", 0.1)]
    print("claimed delta  b is    r of w  r of b")
    for name, bias in [*cases, ("error · slope", 30.0)]:
        b = np.array([bias])
        a = output(w, b)
        delta = (a - y) * (a * (1 - a) if "slope" in name else 1)
        claimed = [X.T @ delta, delta.sum(keepdims=True)]
        found = check(loss, [w, b], claimed)
        r = ["< 1e-7" if r < 1e-7 else f"{r:6.2f}" for r in found]
        print(f"{name:13}  {bias:4.1f}    {r[0]}  {r[1]}")
