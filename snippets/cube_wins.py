"""A start from which cubing, slope kept, is quicker after all."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([0, 0, 1, 1])


def passes(power, c=5.0, target=0.25):
    """Return passes until max |e| < target from c·(-2, 0, 1).

    >>> passes(1, c=1.0) < passes(3, c=1.0)
    True
    """
    W, count = c * np.array([-2.0, 0.0, 1.0]), 0
    while True:
        a = 1 / (1 + np.exp(-X @ W))
        e = a - y
        if abs(e).max() < target:
            return count
        W -= (e**power * a * (1 - a)) @ X
        count += 1


if __name__ == "__main__":
    a = 1 / (1 + np.exp(-X @ (5.0 * np.array([-2.0, 0.0, 1.0]))))
    print("outputs at the start:", *(f"{v:.3f}" for v in a))
    print("targets             :", *y)
    print("worst error below      0.25   0.05")
    for name, power in (("e·slope ", 1), ("e³·slope", 3)):
        counts = [passes(power, target=t) for t in (0.25, 0.05)]
        print(f"passes with {name}: {counts[0]:6d} {counts[1]:6d}")
