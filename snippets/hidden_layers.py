"""Two tasks, each trained with and without the hidden slope."""

import numpy as np

XOR = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]], 4
ENCODER = np.eye(8), np.eye(8), 3  # eight patterns through three units


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def train(X, y, units, seed, hidden_slope, limit=1500):
    """Return the passes until max |error| < 1/4, or None."""
    rng = np.random.default_rng(seed)
    X = np.hstack([X, np.ones((len(X), 1))])  # ones: biases
    W1 = rng.uniform(-1, 1, (X.shape[1], units))
    W2 = rng.uniform(-1, 1, (units + 1, len(y[0])))
    below = np.ones((len(X), units + 1))
    for step in range(limit):
        below[:, :-1] = a1 = sigmoid(X @ W1)
        a2 = sigmoid(below @ W2)
        if abs(a2 - y).max() < 0.25:
            return step
        delta2 = (a2 - y) * a2 * (1 - a2)
        slope = a1 * (1 - a1) if hidden_slope else 1
        delta1 = delta2 @ W2[:-1].T * slope
        W2 -= below.T @ delta2  # both deltas first, then both steps
        W1 -= X.T @ delta1
    return None


if __name__ == "__main__":
    print("the hidden slope: learnt in 1500 passes?")
    for name, task in ("XOR", XOR), ("encoder", ENCODER):
        for kept in True, False:
            runs = [train(*task, seed, kept) for seed in range(10)]
            words = "with" if kept else "without"
            learnt = sum(n is not None for n in runs)
            print(f"{name:8} {words:8} learnt {learnt} of 10")
