"""Multiply by the slope, leave it out, or divide by it."""

from math import exp


def moves(z, y):
    """Return how far each of the three rules lowers z.

    >>> moves(0.0, 0)
    (0.125, 0.5, 2.0)
    """
    a = 1 / (1 + exp(-z))
    error, slope = a - y, a * (1 - a)
    return error * slope, error, error / slope


if __name__ == "__main__":
    print("target 0, learning rate 1: z goes down by")
    print("z  multiply  leave out  divide")
    for z in (0, 1, 2, 3, 5, 8):
        multiply, leave_out, divide = moves(z, 0)
        print(f"{z} {multiply:9.4f} {leave_out:10.3f} {divide:7.0f}")
