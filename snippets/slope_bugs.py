"""Two common bugs in the slope, on the eleven-line data."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 0, 1, 1]]).T


def sigmoid(z):
    """Return the activation, elementwise, shape of z.

    >>> sigmoid(np.zeros(2)).tolist()
    [0.5, 0.5]
    """
    return 1 / (1 + np.exp(-z))


def train(slope, seed, steps=2000):
    """Return the largest |error| after training, a scalar.

    >>> bool(train(lambda z, a: a * (1 - a), 0) < 0.05)
    True
    """
    W = np.random.default_rng(seed).uniform(-1, 1, (3, 1))
    for _ in range(steps):
        z = X @ W
        a = sigmoid(z)
        W -= X.T @ ((a - y) * slope(z, a))
    return abs(sigmoid(X @ W) - y).max()


if __name__ == "__main__":
    rules = {
        "a(1-a)": lambda z, a: a * (1 - a),
        "s(a)(1-s(a))": lambda z, a: sigmoid(a) * (1 - sigmoid(a)),
        "z(1-z)": lambda z, a: z * (1 - z),
    }
    with np.errstate(over="ignore", invalid="ignore"):
        for name, rule in rules.items():
            worst = np.array([train(rule, s) for s in range(20)])
            ok = worst < 0.25
            print(f"{name}: learnt on {ok.sum()} of 20 seeds,", end="")
            if ok.any():
                print(f" median worst error {np.median(worst):.4f}")
            else:
                print(f" overflowed on {np.isnan(worst).sum()}")
