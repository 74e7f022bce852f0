"""The machine on the eleven-line network, beside X.T @ delta."""

from math import exp
from types import SimpleNamespace

import numpy as np

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([0, 0, 1, 1])
tape = []  # all numbers, in the order of making


def number(value, *parents):
    """Return a number; `parents` are pairs (parent, factor)."""
    made = SimpleNamespace(value=value, parents=parents, grad=0.0)
    tape.append(made)
    return made


def add(p, q):
    """Return p + q; both factors are 1."""
    return number(p.value + q.value, (p, 1), (q, 1))


def multiply(p, q):
    """Return p * q; the factor for p is q, and for q it is p."""
    return number(p.value * q.value, (p, q.value), (q, p.value))


def sigmoid(p):
    """Return the activation for p; the factor is its slope."""
    a = 1 / (1 + exp(-p.value))
    return number(a, (p, a * (1 - a)))


def backward(loss):
    """Add to the `grad` of each number how the loss moves with it."""
    loss.grad = 1.0
    while tape:
        made = tape.pop()  # the last one that was made
        for parent, factor in made.parents:
            parent.grad += made.grad * factor


def total_loss(weights):
    """Return half the sum of squared errors, as a number."""
    loss = number(0.0)
    for row, target in zip(X.tolist(), y.tolist(), strict=True):
        z = number(0.0)
        for weight, x in zip(weights, row, strict=True):
            z = add(z, multiply(weight, number(x)))
        error = add(sigmoid(z), number(-target))
        square = multiply(error, error)
        loss = add(loss, multiply(number(0.5), square))
    return loss


if __name__ == "__main__":
    W = np.random.default_rng(0).uniform(-1, 1, 3)
    weights = [number(w) for w in W.tolist()]
    backward(total_loss(weights))
    a = 1 / (1 + np.exp(-X @ W))
    gradient = X.T @ ((a - y) * a * (1 - a))
    by_machine = np.array([n.grad for n in weights])
    print("           grad      X.T @ delta")
    for grad, g in zip(by_machine, gradient, strict=True):
        print(f"{grad:+15.12f}  {g:+15.12f}")
    gap = abs(by_machine - gradient).max()
    print("largest difference below 1e-15:", bool(gap < 1e-15))
