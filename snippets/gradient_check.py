"""Planted bugs: what training says, and what the check says."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 1, 1, 0]]).T
SHAPES = [(3, 4), (4, 1)]


def loss(V, W):
    """Return half the sum of squared errors of two layers.

    >>> float(loss(np.zeros((3, 4)), np.zeros((4, 1))))
    0.5
    """
    a2 = sigmoid(sigmoid(X @ V) @ W)
    return ((a2 - y) ** 2).sum() / 2


def sigmoid(z):
    """Return the activations, elementwise, shape of z.

    >>> sigmoid(np.zeros(2)).tolist()
    [0.5, 0.5]
    """
    return 1 / (1 + np.exp(-z))


def gradient(V, W, bug="", back=None):
    """Return what the code takes for the gradients, (3, 4), (4, 1).

    >>> [g.shape for g in gradient(np.zeros((3, 4)), np.zeros((4, 1)))]
    [(3, 4), (4, 1)]
    """
    z1 = X @ V
    a1 = sigmoid(z1)
    z2 = a1 @ W
    a2 = sigmoid(z2)
    error = y - a2 if bug == "wrong sign" else a2 - y
    slope2 = z2 * (1 - z2) if bug == "slope of z" else a2 * (1 - a2)
    slope2 = 1 if bug == "no output slope" else slope2
    slope1 = 1 if bug == "no hidden slope" else a1 * (1 - a1)
    delta2 = error * slope2
    back = W if back is None else back  # what delta2 goes through
    delta1 = delta2 @ back.T * slope1
    rows = X[::-1] if bug == "rows mixed up" else X
    return rows.T @ delta1, a1.T @ delta2


def check(bug):
    """Return the relative distance to the measured gradient.

    >>> bool(check("") < 1e-7)
    True
    """
    rng, h = np.random.default_rng(0), 1e-6
    weights = [rng.uniform(-1, 1, shape) for shape in SHAPES]
    claimed = np.concatenate(
        [g.ravel() for g in gradient(*weights, bug)]
    )
    measured = []
    for M in weights:
        for i in np.ndindex(M.shape):
            M[i] += h
            up = loss(*weights)
            M[i] -= 2 * h
            measured.append((up - loss(*weights)) / (2 * h))
            M[i] += h
    gap = np.linalg.norm(claimed - measured)
    return gap / (np.linalg.norm(claimed) + np.linalg.norm(measured))


def train(bug, steps=3000):
    """Return the loss before and after training, two scalars.

    >>> bool(train("", steps=0)[0] == train("", steps=0)[1])
    True
    """
    rng = np.random.default_rng(0)
    V, W = (rng.uniform(-1, 1, shape) for shape in SHAPES)
    before = loss(V, W)
    for _ in range(steps):
        dV, dW = gradient(V, W, bug)
        new = W - dW
        if bug == "order of steps":
            dV, _ = gradient(V, W, back=new)
        V, W = V - dV, new
    return before, loss(V, W)


if __name__ == "__main__":
    bugs = ["none", "no output slope", "slope of z", "wrong sign"]
    bugs += ["no hidden slope", "rows mixed up", "order of steps"]
    print(f"{'bug':16} loss before, after   check")
    with np.errstate(all="ignore"):
        for bug in bugs:
            before, after = train(bug)
            verdict = "passes" if check(bug) < 1e-7 else "fails"
            print(f"{bug:16} {before:8.3f} {after:8.3f}   {verdict}")
