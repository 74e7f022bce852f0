"""How much of a delta is left after many layers."""

import numpy as np

WIDTH, STARTS = 64, 20


def shrinkage(weights, act, slope, depth):
    """Return the median of |δ first| / |δ last|, a scalar.

    >>> linear = lambda z: z, lambda z: 1.0
    >>> identity = lambda rng: np.eye(WIDTH)
    >>> float(shrinkage(identity, *linear, depth=3))
    1.0
    """
    ratios = []
    for seed in range(STARTS):
        rng = np.random.default_rng(seed)
        a, layers = rng.normal(size=WIDTH), []
        for _ in range(depth + 1):
            W = weights(rng)
            z = a @ W
            a = act(z)
            layers.append((W, z))
        last = delta = rng.normal(size=WIDTH) * slope(z)
        for (W, _), (_, z) in zip(
            layers[:0:-1], layers[-2::-1], strict=True
        ):
            delta = delta @ W.T * slope(z)
        ratios.append(np.linalg.norm(delta) / np.linalg.norm(last))
    return np.median(ratios)


sigmoid = lambda z: 1 / (1 + np.exp(-z))  # noqa: E731
KINDS = {
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "ReLU": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
}
STARTED = {
    "N(0, 1/n)": lambda rng: rng.normal(0, WIDTH**-0.5, (WIDTH, WIDTH)),
    "N(0, 2/n)": lambda rng: rng.normal(
        0, (2 / WIDTH) ** 0.5, (WIDTH, WIDTH)
    ),
    "U(-1, 1)": lambda rng: rng.uniform(-1, 1, (WIDTH, WIDTH)),
}

if __name__ == "__main__":
    print(f"{'layers between':20}       5      10      20")
    print(
        f"{'1/4 to that power':20}",
        *(f"{0.25**d:7.1e}" for d in (5, 10, 20)),
    )
    for kind, start in [
        ("sigmoid", "N(0, 1/n)"),
        ("sigmoid", "U(-1, 1)"),
        ("tanh", "N(0, 1/n)"),
        ("ReLU", "N(0, 2/n)"),
        ("ReLU", "N(0, 1/n)"),
    ]:
        left = [
            shrinkage(STARTED[start], *KINDS[kind], d)
            for d in (5, 10, 20)
        ]
        print(f"{kind:8}{start:12}", *(f"{r:7.1e}" for r in left))
