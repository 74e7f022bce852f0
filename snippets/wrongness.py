"""How hard each rule pushes an output that is wrong by u."""


def squared_error(u):
    """Return |error · slope|: u is |a - y|, and y is 0 or 1.

    >>> squared_error(0.5)
    0.125
    """
    return u * u * (1 - u)


def cross_entropy(u):
    """Return |error|: cross-entropy cancels the slope.

    >>> cross_entropy(0.5)
    0.5
    """
    return u


def cubed(u):
    """Return |error³ · slope|: the cube the asker proposed.

    >>> cubed(0.5)
    0.03125
    """
    return u**3 * u * (1 - u)


if __name__ == "__main__":
    print("    u   error·slope   error   error³·slope")
    for u in (0.01, 0.10, 0.50, 2 / 3, 0.90, 0.99):
        print(
            f"{u:5.2f} {squared_error(u):12.4f}"
            f" {cross_entropy(u):9.2f} {cubed(u):13.4f}"
        )
