"""The account of one weight: each sample adds delta · input."""

import numpy as np

X = np.array([[2, 0, 2], [2, 0, 1], [3, 2, 2], [1, 3, 0]])
W = np.array([[0.5, -1.0], [0.0, 1.0], [-0.5, 0.5]])
Y = np.array([[1, 0], [0, 1], [1, 1], [0, 0]])


def deltas(X, W, Y):
    """Return the delta of every sample, shape (samples, outputs)."""
    A = 1 / (1 + np.exp(-X @ W))
    return (A - Y) * A * (1 - A)


if __name__ == "__main__":
    delta = deltas(X, W, Y)
    print("sample   delta · input = share")
    for i in range(4):
        d, x = delta[i, 1], X[i, 0]  # of output 2 and input 1
        print(f"{i + 1:6} {d:7.3f} · {x:5} = {d * x:6.3f}")
    total = sum(delta[i, 1] * X[i, 0] for i in range(4))
    print(f"all shares, added            {total:.3f}")
    gradient = X.T @ delta
    print(f"X.T @ delta, row 1, column 2 {gradient[0, 1]:.3f}")
