"""Five rules on the eleven-line data, 20 starts side by side."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([0, 0, 1, 1])
RULES = {
    "e·slope": lambda e, slope: e * slope,
    "e alone": lambda e, slope: e,
    "e³·slope": lambda e, slope: e**3 * slope,
    "e³ alone": lambda e, slope: e**3,
    "sign·slope": lambda e, slope: np.sign(e) * slope,
}


def passes(rule, targets, limit=10_000):
    """Return, per target, median passes until max |e| < target.

    >>> passes(RULES["e alone"], [0.25])
    [6.0]
    """
    W = np.random.default_rng(0).uniform(-1, 1, (20, 3))
    first = np.full((len(targets), 20), np.inf)
    for step in range(limit + 1):
        a = 1 / (1 + np.exp(-W @ X.T))  # shape (starts, samples)
        e = a - y
        worst = abs(e).max(axis=1)
        for row, target in zip(first, targets, strict=True):
            row[(worst < target) & np.isinf(row)] = step
        if np.isfinite(first).all():
            break
        W = W - rule(e, a * (1 - a)) @ X
    return np.median(first, axis=1).tolist()


if __name__ == "__main__":
    print("worst error below  0.25   0.05   0.01")
    for name, rule in RULES.items():
        counts = passes(rule, [0.25, 0.05, 0.01])
        words = ("many" if n == np.inf else f"{n:.0f}" for n in counts)
        print(f"{name:15}" + "".join(f"{word:>7}" for word in words))
