"""Two hidden units, two outputs: forward, back, and a measurement."""

import numpy as np

x = np.array([[1.0, 2.0]])  # one sample, so one row
W1 = np.array([[2.0, 2.0], [-1.0, -2.0]])  # columns: to A, to B
W2 = np.array([[1.0, 2.0], [-1.0, 1.0]])  # rows: from A, from B
y = np.array([[1.0, 0.0]])  # the targets of C and D


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def loss(a1):
    return ((sigmoid(a1 @ W2) - y) ** 2).sum() / 2


if __name__ == "__main__":
    a1 = sigmoid(x @ W1)
    a2 = sigmoid(a1 @ W2)
    delta2 = (a2 - y) * a2 * (1 - a2)
    sums = delta2 @ W2.T  # what reaches A and B
    delta1 = sums * a1 * (1 - a1)
    print("      by C     by D      sum measured    delta")
    for i, name in enumerate("AB"):
        nudge = 1e-4 * np.eye(2)[i]
        rise = (loss(a1 + nudge) - loss(a1 - nudge)) / 2e-4
        row = *(delta2[0] * W2[i]), sums[0, i], rise, delta1[0, i]
        print(name, *(f"{number:8.3f}" for number in row))
