"""Sure and wrong: one loss stalls, the other does not."""

from math import exp, log


def sigmoid(z):
    return 1 / (1 + exp(-z))


def squared_error(z, y):
    """Return half the square of a - y."""
    return (sigmoid(z) - y) ** 2 / 2


def cross_entropy(z, y):
    """Return -y ln a - (1 - y) ln(1 - a)."""
    a = sigmoid(z)
    return -y * log(a) - (1 - y) * log(1 - a)


if __name__ == "__main__":
    start, y, h = 4.0, 0, 1e-5
    for loss in (squared_error, cross_entropy):
        print(f"{loss.__name__:13}  activation    push")
        z = start
        for step in range(6):
            push = (loss(z + h, y) - loss(z - h, y)) / (2 * h)
            print(f"step {step} {sigmoid(z):18.4f} {push:7.4f}")
            z -= push
