"""The eleven lines with the hidden layer, in this site's names."""

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0], [1], [1], [0]])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


if __name__ == "__main__":
    np.random.seed(1)  # the tutorial's start
    W1 = 2 * np.random.random((3, 4)) - 1
    W2 = 2 * np.random.random((4, 1)) - 1
    for step in range(20_001):  # the tutorial makes 60 000 passes
        a1 = sigmoid(X @ W1)  # (4, 4): samples, hidden units
        a2 = sigmoid(a1 @ W2)  # (4, 1): one output a sample
        error = a2 - y
        if step % 10_000 == 0:
            print(f"Error:{np.mean(abs(error)):.12g}")
        delta2 = error * a2 * (1 - a2)  # error times slope
        sent_back = delta2 @ W2.T  # what the new line computes
        delta1 = sent_back * a1 * (1 - a1)  # times slope
        W2 -= a1.T @ delta2
        W1 -= X.T @ delta1
