"""XOR with one hidden layer, with and without its slope."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0, 1, 1, 0]]).T


def sigmoid(z):
    """Return the activations, elementwise, shape of z.

    >>> sigmoid(np.zeros(2)).tolist()
    [0.5, 0.5]
    """
    return 1 / (1 + np.exp(-z))


def train(seed, hidden_slope=True, output_slope=True, limit=5000):
    """Return the passes until max |error| < 1/4, or None.

    >>> train(0, limit=1) is None
    True
    """
    rng = np.random.default_rng(seed)
    W1, W2 = rng.uniform(-1, 1, (3, 4)), rng.uniform(-1, 1, (4, 1))
    for step in range(limit):
        a1 = sigmoid(X @ W1)  #  shape (4, 4): samples, hidden
        a2 = sigmoid(a1 @ W2)  # shape (4, 1)
        if abs(a2 - y).max() < 0.25:
            return step
        delta2 = (a2 - y) * (a2 * (1 - a2) if output_slope else 1)
        delta1 = delta2 @ W2.T * (a1 * (1 - a1) if hidden_slope else 1)
        W2 -= a1.T @ delta2  # both deltas first, then both steps
        W1 -= X.T @ delta1
    return None


if __name__ == "__main__":
    for name, options in {
        "both slopes (squared error)      ": {},
        "no output slope (cross-entropy)  ": {"output_slope": False},
        "no hidden slope                  ": {"hidden_slope": False},
    }.items():
        runs = [train(seed, **options) for seed in range(10)]
        done = [n for n in runs if n is not None]
        print(f"{name} learnt {len(done)} of 10", end="")
        print(f", median {np.median(done):.0f} passes" if done else "")
