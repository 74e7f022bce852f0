"""Confidence needs only the output; being right needs the target."""


def confidence(a):
    """Return how far a is from 1/2, scaled to 0 ... 1, a scalar.

    >>> confidence(0.75)
    0.5
    """
    return abs(2 * a - 1)


def push(a, y):
    """Return |error · slope| for the activation a, target y.

    >>> push(0.5, 1)
    0.125
    """
    return abs(a - y) * a * (1 - a)


if __name__ == "__main__":
    print("    a  y  confidence  |error|  slope  push")
    for a, y, case in [
        (0.98, 1, "sure and right"),
        (0.02, 0, "sure and right"),
        (0.55, 1, "unsure, leaning right"),
        (0.55, 0, "unsure, leaning wrong"),
        (0.98, 0, "sure and wrong"),
        (0.02, 1, "sure and wrong"),
    ]:
        print(
            f"{a:5.2f}  {y} {confidence(a):10.2f} {abs(a - y):9.2f}"
            f"  {a * (1 - a):.3f}  {push(a, y):.3f}  {case}"
        )
