"""How much of a delta is left ten layers back, by width and start."""

import numpy as np

DEPTH, STARTS = 10, 100
KINDS = {  # each with its slope, read off the activation
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "ReLU": (lambda z: np.maximum(z, 0), np.sign),
}


def left(kind, factor, n, rng):
    """Return |δ| after ten layers, divided by |δ| at the start."""
    act, slope = KINDS[kind]
    weights = rng.uniform(-1, 1, (DEPTH + 1, n, n))
    weights *= (3 * factor / n) ** 0.5  # variance factor / n
    a, slopes = rng.normal(size=n), []
    for W in weights[:-1]:
        a = act(a @ W)
        slopes.append(slope(a))
    last = delta = rng.normal(size=n)
    for W, s in zip(weights[:0:-1], slopes[::-1], strict=True):
        delta = delta @ W.T * s
    return np.linalg.norm(delta) / np.linalg.norm(last)


if __name__ == "__main__":
    print("         variance   n = 8       32      128")
    for row in "sigmoid 1", "sigmoid 16", "tanh 1", "ReLU 1", "ReLU 2":
        kind, factor = row.split()
        print(f"{kind:9}{factor:>4}/n", end="  ")
        for n in (8, 32, 128):
            rng, many = np.random.default_rng(n), range(STARTS)
            ratios = [left(kind, int(factor), n, rng) for _ in many]
            print(f"{np.median(ratios):9.1e}", end="")
        print()
