"""How long one neuron stays sure and wrong, by loss."""

from math import exp


def steps_to_half(c, squared):
    """Return the steps from z = c to a < 1/2; target 0, rate 1.

    >>> steps_to_half(2, squared=False)
    3
    """
    z, steps = float(c), 0
    while (a := 1 / (1 + exp(-z))) >= 0.5:
        z -= a * a * (1 - a) if squared else a
        steps += 1
    return steps


if __name__ == "__main__":
    print("start z  squared error  cross-entropy")
    for c in (2, 4, 6, 8, 10):
        slow, fast = steps_to_half(c, True), steps_to_half(c, False)
        print(f"{c:7d} {slow:14d} {fast:14d}")
