"""Rounded factors, multiplied, are not the rounded product."""

from math import exp

if __name__ == "__main__":
    w, x, b = (2.0, -3.0), (-1.0, -2.0), -3.0
    z = w[0] * x[0] + w[1] * x[1] + b
    a = 1 / (1 + exp(-z))
    slope = a * (1 - a)
    print(f"z = {z:.1f}, a = {a:.4f}, slope = {slope:.4f}")
    print("         exact  two figures  rounded slope")
    for name, factor in (
        ("w0", x[0]),
        ("w1", x[1]),
        ("x0", w[0]),
        ("x1", w[1]),
    ):
        exact, hasty = slope * factor, round(slope, 2) * factor
        print(f"d/d{name} {exact:8.4f} {exact:12.2f} {hasty:14.2f}")
