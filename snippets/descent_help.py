"""What helps on path B, what does not, and what helps A."""

import numpy as np

x, y = np.array([0, 2, 3]), np.array([0, 1, 0])
A, B = [(1.5, -4)], [(-4, 8)]


def losses(starts, rate=0.5, momentum=0.0, slope=True, steps=1000):
    """Return half the squared error after descent from each start."""
    v = np.array(starts, float)  # columns w and b
    speed = np.zeros_like(v)
    for _ in range(steps + 1):
        a = 1 / (1 + np.exp(-(v[:, :1] * x + v[:, 1:])))
        delta = (a - y) * (a * (1 - a) if slope else 1)
        gradient = np.stack([delta @ x, delta.sum(axis=1)], axis=1)
        speed = momentum * speed - rate * gradient
        v = v + speed
    return ((a - y) ** 2).sum(axis=1) / 2


if __name__ == "__main__":
    print(f"B as it was       {losses(B)[0]:.5f}")
    print(f"B, rate 5         {losses(B, rate=5)[0]:.5f}")
    print(f"B, momentum 0.9   {losses(B, momentum=0.9)[0]:.5f}")
    helped = losses(B, rate=0.1, slope=False)[0]
    print(f"B, cross-entropy  {helped:.5f}")
    for momentum in (0, 0.9):
        a = losses(A, momentum=momentum, steps=50)[0]
        print(f"A, 50 steps, momentum {momentum}: {a:.5f}")
    for most in (1, 8):
        starts = np.random.default_rng(0).uniform(-most, most, (100, 2))
        low = (losses(starts) < 0.33).sum()
        print(f"from -{most} to {most}: {low} of 100 starts end low")
