"""Loss, slope and delta: three numbers for three questions."""

from math import exp


def look(z, y):
    """Return the loss, slope and delta of one neuron, scalars."""
    a = 1 / (1 + exp(-z))
    slope = a * (1 - a)
    return (a - y) ** 2 / 2, slope, (a - y) * slope


if __name__ == "__main__":
    print("   z    y     loss     slope      delta")
    for z, y in [(0, 0.5), (0, 1), (0, 0), (4, 1), (-4, 1), (12, 0)]:
        loss, slope, delta = look(z, y)
        print(f"{z:4d} {y:4.1f}  {loss:.5f} {slope:9.3g}{delta:11.3g}")
