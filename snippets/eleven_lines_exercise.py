"""One pass of the eleven-line network from zero weights."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 0, 1, 1]]).T


def deltas(W):
    """Return the delta of each sample for W, shape (4, 1)."""
    a = 1 / (1 + np.exp(-X @ W))
    return (a - y) * a * (1 - a)


if __name__ == "__main__":
    W = np.zeros((3, 1))
    for n in (1, 2):
        delta = deltas(W)
        W = W - X.T @ delta
        print(f"pass {n}: deltas ", *(f"{d:+.3f}" for d in delta.flat))
        print("        weights", *(f"{w:+.3f}" for w in W.flat))
