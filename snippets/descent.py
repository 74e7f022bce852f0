"""Descent over a weight and a bias: three paths."""

import numpy as np

x, y = np.array([0, 2, 3]), np.array([0, 1, 0])
RUNS = {  # the start (w, b), the learning rate, steps to look after
    "A": ((1.5, -4), 0.5, [0, 10, 100, 1000]),
    "B": ((-4, 8), 0.5, [0, 100, 1000, 10_000]),
    "C": ((1.5, -4), 8, [0, 1, 2, 3]),
}


def path(start, rate, steps):
    """Return the weight, bias and loss after 0, 1, ... steps."""
    rows, (w, b) = [], start
    for _ in range(steps + 1):
        a = 1 / (1 + np.exp(-(w * x + b)))
        delta = (a - y) * a * (1 - a)
        rows.append((w, b, ((a - y) ** 2).sum() / 2))
        w, b = w - rate * delta @ x, b - rate * delta.sum()
    return np.array(rows)


if __name__ == "__main__":
    print("path   steps      w       b     loss")
    for name, (start, rate, shown) in RUNS.items():
        rows = path(start, rate, shown[-1])
        for n in shown:
            w, b, loss = rows[n]
            print(f"{name} {n:10d} {w:7.2f} {b:7.2f} {loss:9.5f}")
