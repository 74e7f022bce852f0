"""How wrongness fades late: as a power of the steps."""

from math import exp, log

RULES = {  # power p of u in the push while u is small, and the push
    "cross-entropy": (1, lambda u: u),
    "e·slope": (2, lambda u: u * u * (1 - u)),
    "e³ alone": (3, lambda u: u**3),
    "e³·slope": (4, lambda u: u**4 * (1 - u)),
}


def wrongness(rule, steps):
    """Return u after each of two numbers of steps, from z = 0.

    >>> wrongness(lambda u: u, [1, 2])[0] < 0.5
    True
    """
    z, found = 0.0, []
    for step in range(1, steps[-1] + 1):
        z -= rule(1 / (1 + exp(-z)))
        if step in steps:
            found.append(1 / (1 + exp(-z)))
    return found


if __name__ == "__main__":
    print("rule           predicted  measured")
    early, late = 10_000, 100_000
    for name, (p, rule) in RULES.items():
        u1, u2 = wrongness(rule, [early, late])
        power = log(u2 / u1) / log(late / early)
        print(f"{name:14} {-1 / p:8.3f} {power:9.3f}")
