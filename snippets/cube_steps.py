"""Steps from z = 0 to a wrongness below 0.01, at rate 1."""

from math import exp, log


def count(rule, target=0.01):
    """Return the steps until u < target, counted one by one.

    >>> count(lambda u: u, target=0.1)
    10
    """
    z, steps = 0.0, 0
    while (u := 1 / (1 + exp(-z))) >= target:
        z -= rule(u)
        steps += 1
    return steps


def area(u):
    """Return the antiderivative of 1 / (u(1 - u) · u⁴(1 - u)).

    >>> round((area(0.3001) - area(0.2999)) / 0.0002, 1)
    839.8
    """
    part = 3 + 5 * u + 10 * u**2 + 30 * u**3 - 60 * u**4
    return 5 * log(u / (1 - u)) - part / (12 * u**4 * (1 - u))


def estimate_cubed(target=0.01):
    """Return about as many steps for u⁴(1 - u), by an integral.

    >>> round(estimate_cubed(0.05), -2)
    46000.0
    """
    return area(0.5) - area(target)


if __name__ == "__main__":
    print(f"cross-entropy, counted {count(lambda u: u):12,}")
    squared = count(lambda u: u * u * (1 - u))
    print(f"e·slope, counted       {squared:12,}")
    print(f"e³ alone, counted      {count(lambda u: u**3):12,}")
    print(f"e³·slope, estimated    {estimate_cubed():12,.0f}")
