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
    W = 5.0 * np.array([-2.0, 0.0, 1.0])
    print(
        "outputs at the start:",
        *(f"{a:.3f}" for a in 1 / (1 + np.exp(-X @ W))),
    )
    print("targets             :", *y)
    print(f"passes with e·slope : {passes(1)}")
    print(f"passes with e³·slope: {passes(3)}")
