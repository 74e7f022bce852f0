"""Which argument the helper takes: the right one, and two bugs."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 0, 1, 1]]).T


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def train(argument, W, steps=2000):
    """Return the worst |error| of each start, a column of W."""
    for _ in range(steps):
        z = X @ W
        a = sigmoid(z)
        x = {"a": a, "sigmoid(a)": sigmoid(a), "z": z}[argument]
        W = W - X.T @ ((a - y) * x * (1 - x))
    return abs(sigmoid(X @ W) - y).max(axis=0)


if __name__ == "__main__":
    starts = np.random.default_rng(0).uniform(-1, 1, (3, 20))
    print("helper gets  error below 0.25  below 0.01")
    for argument in ("a", "sigmoid(a)", "z"):
        with np.errstate(over="ignore", invalid="ignore"):
            worst = train(argument, starts)
        learnt, well = (worst < 0.25).sum(), (worst < 0.01).sum()
        print(f"{argument:12} {learnt:9} of 20 {well:5} of 20")
