"""Confidence needs only the output; being right needs the target."""


def confidence(a):
    """Return how far a is from 1/2, scaled to 0 ... 1."""
    return abs(2 * a - 1)


def push(a, y):
    """Return |error · slope| for the activation a and target y."""
    return abs(a - y) * a * (1 - a)


if __name__ == "__main__":
    print("   a y confidence  slope   push")
    for a, y in [(0.98, 1), (0.98, 0), (0.55, 1), (0.55, 0)]:
        sure = "sure" if confidence(a) > 0.5 else "unsure"
        right = "right" if abs(a - y) < 0.5 else "wrong"
        print(
            f"{a:4.2f} {y} {confidence(a):10.2f} {a * (1 - a):.4f}"
            f" {push(a, y):.4f} {sure}, {right}"
        )
