"""Halve a number."""


def half(x):
    """Return half of x.

    >>> half(3)
    1.5
    """
    return x / 2


if __name__ == "__main__":
    print(f"half of 3 is {half(3)}")
