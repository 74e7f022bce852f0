"""Descent over two weights: where it starts, where it ends."""

import numpy as np

x = np.array([0.0, 2.0, 3.0])
y = np.array([0.0, 1.0, 0.0])


def loss(v):
    """Return half the sum of squared errors for v = (w, b).

    >>> loss(np.zeros(2))
    0.375
    """
    a = 1 / (1 + np.exp(-(v[0] * x + v[1])))
    return float(((a - y) ** 2).sum() / 2)


def gradient(v):
    """Return the gradient of the loss at v = (w, b), shape (2,).

    >>> gradient(np.zeros(2)).tolist()
    [0.125, 0.125]
    """
    a = 1 / (1 + np.exp(-(v[0] * x + v[1])))
    delta = (a - y) * a * (1 - a)
    return np.array([delta @ x, delta.sum()])


def path(start, learning_rate, steps):
    """Return the points visited, shape (steps + 1, 2).

    >>> path([0, 0], 1.0, 1).tolist()
    [[0.0, 0.0], [-0.125, -0.125]]
    """
    points = [np.array(start, float)]
    for _ in range(steps):
        points.append(points[-1] - learning_rate * gradient(points[-1]))
    return np.array(points)


if __name__ == "__main__":
    print("start      rate  loss after 0, 10, 100, 1000 steps")
    for start, rate in [
        ((1.5, -4), 0.5),
        ((-1, 4), 0.5),
        ((-4, 8), 0.5),
        ((1.5, -4), 8.0),
    ]:
        v = path(start, rate, 1000)
        losses = " ".join(
            f"{loss(v[n]):.5f}" for n in (0, 10, 100, 1000)
        )
        print(f"{start!s:10} {rate:4.1f}  {losses}")
    step = path((1.5, -4), 0.5, 1)
    length = np.linalg.norm(step[1] - step[0])
    print(f"first step {length:.5f} long, rate 0.5 times", end=" ")
    print(f"{np.linalg.norm(gradient(step[0])):.5f}")
