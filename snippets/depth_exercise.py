"""Large weights against small slopes: what is left per layer."""

import numpy as np

WIDTH, DEPTH = 64, 20


def left(spread, seed):
    """Return |δ first| / |δ last|; weights are N(0, spread²/n).

    >>> bool(0 < left(1.0, 0) < 1e-9)
    True
    """
    rng = np.random.default_rng(seed)
    a, layers = rng.normal(size=WIDTH), []
    for _ in range(DEPTH + 1):
        W = rng.normal(0, spread / WIDTH**0.5, (WIDTH, WIDTH))
        a = 1 / (1 + np.exp(-a @ W))
        layers.append((W, a * (1 - a)))
    last = delta = rng.normal(size=WIDTH) * layers[-1][1]
    for i in range(DEPTH, 0, -1):
        delta = delta @ layers[i][0].T * layers[i - 1][1]
    return np.linalg.norm(delta) / np.linalg.norm(last)


if __name__ == "__main__":
    for spread in (1, 2, 4, 8, 16):
        ratio = np.median([left(spread, seed) for seed in range(20)])
        print(f"N(0, {spread**2:3d}/n): {ratio:.1e} left, ", end="")
        print(f"{ratio ** (1 / DEPTH):.2f} a layer")
