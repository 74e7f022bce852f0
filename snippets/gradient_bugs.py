"""Planted bugs: what training says, and what the check says."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 1, 1, 0]]).T
rng = np.random.default_rng(0)
START = [rng.uniform(-1, 1, shape) for shape in [(3, 4), (4, 1)]]
BUGS = ["no bug", "no output slope", "no hidden slope", "slope of z"]
BUGS += ["wrong sign", "rows mixed up", "order of steps"]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def loss(V, W):
    """Return half the sum of squared errors."""
    return ((sigmoid(sigmoid(X @ V) @ W) - y) ** 2).sum() / 2


def gradient(V, W, bug="", back=None):
    """Return what the code takes for the gradients, (3, 4), (4, 1)."""
    a1 = sigmoid(X @ V)
    z2 = a1 @ W
    a2 = sigmoid(z2)
    slope2 = z2 * (1 - z2) if bug == "slope of z" else a2 * (1 - a2)
    slope2 = 1 if bug == "no output slope" else slope2
    slope1 = 1 if bug == "no hidden slope" else a1 * (1 - a1)
    delta2 = (y - a2 if bug == "wrong sign" else a2 - y) * slope2
    delta1 = delta2 @ (W if back is None else back).T * slope1
    rows = X[::-1] if bug == "rows mixed up" else X
    return rows.T @ delta1, a1.T @ delta2


def check(bug, h=1e-5):
    """Return the largest relative difference of the two layers."""
    found, norm, weights = [], np.linalg.norm, [M.copy() for M in START]
    for M, g in zip(weights, gradient(*weights, bug), strict=True):
        m = np.zeros(M.shape)
        for i in np.ndindex(M.shape):
            kept = M[i]
            M[i] = kept + h
            up = loss(*weights)
            M[i] = kept - h
            m[i] = (up - loss(*weights)) / (2 * h)
            M[i] = kept
        found.append(norm(g - m) / (norm(g) + norm(m)))
    return max(found)


def train(bug, steps=300):
    """Return the loss before each step and after the last."""
    (V, W), losses = START, [loss(*START)]
    for _ in range(steps):
        dV, dW = gradient(V, W, bug)
        if bug == "order of steps":
            dV, _ = gradient(V, W, back=W - dW)
        V, W = V - dV, W - dW
        losses.append(loss(V, W))
    return losses


if __name__ == "__main__":
    print("bug              loss before, after   check")
    with np.errstate(all="ignore"):
        for bug in BUGS:
            (before, *_, after), gap = train(bug), check(bug)
            said = "< 1e-7" if gap < 1e-7 else f"{gap:6.2f}"
            print(f"{bug:16} {before:8.3f} {after:8.3f}   {said}")
