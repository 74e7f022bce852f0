"""One weight for a whole chain: what a sigmoid layer keeps of it."""

import math


def kept(w, layers=200):
    """Return w · slope of one layer, far along the chain."""
    a = 1.0
    for _ in range(layers):
        a = 1 / (1 + math.exp(-w * a))
    return w * a * (1 - a)


if __name__ == "__main__":
    for w in (0.5, 1, 1.64, 2, 4, 8):
        print(f"w = {w:4}  kept {kept(w):.4f}")
    best = max(kept(k / 1000) for k in range(1, 8001))
    print(f"best of 8000 weights: {best:.4f}")
