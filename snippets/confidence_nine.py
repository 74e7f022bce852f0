"""Nine of ten targets are 1: where does the output settle?"""

from math import exp, log

RULES = {  # the push on z for u = |a - y|
    "cross-entropy": lambda u: u,
    "error · slope": lambda u: u * u * (1 - u),
    "error³": lambda u: u**3,
    "error³ · slope": lambda u: u**4 * (1 - u),
    "focal loss": lambda u: u**3 - 2 * u * u * (1 - u) * log(1 - u),
    "sign · slope": lambda u: u * (1 - u),
}


def settle(push, share=0.9, steps=10_000):
    """Return the output when that share of the targets is 1."""
    z = 0.0
    for _ in range(steps):
        a = 1 / (1 + exp(-z))
        z += share * push(1 - a) - (1 - share) * push(a)
    return a


if __name__ == "__main__":
    for name, push in RULES.items():
        print(f"{name:14} {settle(push):.3f}")
