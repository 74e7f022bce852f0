"""Where each rule leads if one of five targets is 1."""

from math import exp

RULES = {
    "multiply": lambda error, slope: error * slope,
    "leave out": lambda error, slope: error,
    "divide": lambda error, slope: error / slope,
}


def walk(rule, z, y, steps):
    """Return the z it visits, until the slope is 0."""
    path = [z]
    for _ in range(steps):
        a = 1 / (1 + exp(-z))
        slope = a * (1 - a)
        if slope > 0:
            path.append(z := z - rule(a - y, slope))
    return path


if __name__ == "__main__":
    print("rule        start   1 step  2 steps 40 steps")
    for start in (5.0, 0.0):
        for name, rule in RULES.items():
            path = walk(rule, start, 0.2, 40)
            shown = (f"{z:9.3g}" for z in path[:3] + path[40:])
            print(f"{name:10}", *shown, sep="")
