"""Steps that each rule needs from sure and wrong to a < 1/2."""

from math import exp

RULES = {  # the push on z for the size u of the error; the target is 0
    "cross-entropy": lambda u: u,
    "e·slope": lambda u: u * u * (1 - u),
    "e³·slope": lambda u: u**4 * (1 - u),
    "e³ alone": lambda u: u**3,
}


def steps_to_half(rule, c):
    """Return the steps from z = c until a < 1/2, at rate 1."""
    z, steps = float(c), 0
    while (u := 1 / (1 + exp(-z))) >= 0.5:
        z -= rule(u)
        steps += 1
    return steps


if __name__ == "__main__":
    a = 1 / (1 + exp(-5))
    print(f"z = 5: e {a:.3f}, e³ {a**3:.3f}, slope {a * (1 - a):.3f}")
    print(f"{'start at z =':14}    2     5     8")
    for name, rule in RULES.items():
        counts = [steps_to_half(rule, c) for c in (2, 5, 8)]
        print(f"{name:14}" + "".join(f"{n:5d} " for n in counts))
