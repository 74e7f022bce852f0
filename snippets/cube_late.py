"""Steps that each rule needs to halve a small wrongness, twice."""

from math import exp, log

RULES = {  # power k of u in the push while u is small, and the push
    "cross-entropy": (1, lambda u: u),
    "e·slope": (2, lambda u: u * u * (1 - u)),
    "e³ alone": (3, lambda u: u**3),
    "e³·slope": (4, lambda u: u**4 * (1 - u)),
}


def steps(rule, start, end):
    """Return the steps from the wrongness start until u < end."""
    z, count = log(start / (1 - start)), 0  # the target is 0
    while (u := 1 / (1 + exp(-z))) >= end:
        z -= rule(u)
        count += 1
    return count


if __name__ == "__main__":
    print("halving u from  0.1   0.05   ratio  2 to the k")
    for name, (k, rule) in RULES.items():
        once, again = steps(rule, 0.1, 0.05), steps(rule, 0.05, 0.025)
        ratio = again / once
        print(f"{name:13}{once:6d} {again:6d} {ratio:7.1f} {2**k:7d}")
