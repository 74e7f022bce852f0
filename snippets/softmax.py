"""The pairing is general: softmax with its cross-entropy."""

import numpy as np


def softmax(z):
    """Return probabilities that add up to 1, shape of z: (k,).

    >>> softmax(np.zeros(2)).tolist()
    [0.5, 0.5]
    """
    powers = np.exp(z - z.max())
    return powers / powers.sum()


def loss(z, target):
    """Return -ln of the probability of class `target`, a scalar.

    >>> float(loss(np.zeros(4), 0).round(5))
    1.38629
    """
    return -np.log(softmax(z)[target])


if __name__ == "__main__":
    z, target, h = np.array([2.0, -1.0, 0.5]), 1, 1e-6
    y = np.eye(3)[target]
    print("p - y   ", *(f"{v:+.5f}" for v in softmax(z) - y))
    nudges = h * np.eye(3)
    rise = [loss(z + n, target) - loss(z - n, target) for n in nudges]
    print("measured", *(f"{v / (2 * h):+.5f}" for v in rise))
