"""How hard each rule pushes an output that is wrong by u."""


def squared_error(u):
    """Return |error · slope|, where u is |a - y|."""
    return u * u * (1 - u)


def cross_entropy(u):
    """Return |error|: cross-entropy cancels the slope."""
    return u


def cubed(u):
    """Return |error³ · slope|."""
    return u**3 * u * (1 - u)


if __name__ == "__main__":
    print("    u   error·slope   error   error³·slope")
    for u in (0.01, 0.10, 0.50, 2 / 3, 0.90, 0.99):
        print(
            f"{u:5.2f} {squared_error(u):12.4f}"
            f" {cross_entropy(u):9.2f} {cubed(u):13.4f}"
        )
