"""Backpropagation by machine: numbers that know their parents."""

from math import exp
from types import SimpleNamespace

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


if __name__ == "__main__":
    w, x, b, y = number(0.5), number(2.0), number(-0.5), 1.0
    z = add(multiply(w, x), b)
    a = sigmoid(z)
    error = add(a, number(-y))
    loss = multiply(number(0.5), multiply(error, error))
    backward(loss)
    made = dict(loss=loss, error=error, a=a, z=z, b=b, w=w)
    for name, n in made.items():
        print(f"{name:5} {n.value:+.5f}  grad {n.grad:+.5f}")
    delta = (a.value - y) * a.value * (1 - a.value)
    print(f"delta by formula    {delta:+.5f}")
