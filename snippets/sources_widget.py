"""One neuron, cross-entropy: the true step and the widget's."""

from math import exp


def final_output(rule, w=2.0, b=2.0, rate=0.005, steps=300):
    """Return a after training on x = 1, y = 0, a scalar.

    >>> round(final_output(lambda a: 0.0), 3)
    0.982
    """
    for _ in range(steps):
        a = 1 / (1 + exp(-(w + b)))
        w -= rate * rule(a)
        b -= rate * rule(a)
    return 1 / (1 + exp(-(w + b)))


if __name__ == "__main__":
    print(f"dC/dz = a:         {final_output(lambda a: a):.3f}")
    print(
        f"dC/da = 1/(1 - a): {final_output(lambda a: 1 / (1 - a)):.3f}"
    )
