"""Numbers that know how far they may be off, alone and in arrays, and functions of them.

The arithmetic is that of FLINT (Johansson, "Arb: efficient arbitrary-precision midpoint-radius
interval arithmetic", IEEE Transactions on Computers 66, 2017).
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from flint import arb, fmpq

from weave.equations.tree import CheckError

BITS = 256  # of a number, where no derivative lies in another
BORDER = arb(2) ** -150  # of a condition: nearer is on it


class Undefined(CheckError):
    """What has no value at a point: a division by zero, a logarithm of a negative number."""


class Untold(Undefined):
    """Whether a condition holds cannot be told so near to where it changes."""


def exactly(value: float) -> Fraction:
    """Return a number of a context as what it is written as: 0.1 is one tenth."""
    return Fraction(str(value))


def exact(value: Fraction) -> arb:
    """Return a number as a ball, as narrow as it can be now."""
    return arb(fmpq(value.numerator, value.denominator))


def balls(point: dict) -> dict:
    """Return a point with balls for numbers."""
    return {n: by_entry(exact)(v) if is_array(v) else exact(v) for n, v in point.items()}


def zero(value: arb) -> bool:
    """Say whether a ball is too wide to tell its number from zero."""
    return value.contains(0)


def is_array(value: object) -> bool:
    """Say whether a value is a matrix or a vector, and not a number."""
    return isinstance(value, np.ndarray)


def number(value: object) -> object:
    """Return a matrix of one entry as the number that it holds."""
    return value[0, 0] if isinstance(value, np.ndarray) and value.shape == (1, 1) else value


def alike(x: object, y: object) -> tuple[object, object]:
    """Return two values, a matrix of one entry as a number where the other has another shape."""
    if is_array(x) and is_array(y) and x.shape == y.shape:
        return x, y
    return number(x), number(y)


def shape(value: object) -> str:
    """Write the shape of a value, for a message."""
    return f"{value.shape[0]} × {value.shape[1]}" if is_array(value) else "a number"


def by_entry(function: Callable) -> Callable:
    """Let a function of numbers take arrays, entry by entry."""
    vector = np.frompyfunc(function, 1, 1)
    return lambda x: vector(x) if isinstance(x, np.ndarray) else function(x)


def _extreme(pick: Callable) -> Callable:
    def pair(x: arb, y: arb) -> arb:
        return pick(x, y)

    def fold(*args: object) -> object:
        found = args[0]
        for other in args[1:]:
            found, other = alike(found, other)
            arrays = isinstance(found, np.ndarray) or isinstance(other, np.ndarray)
            if is_array(found) and is_array(other) and found.shape != other.shape:
                raise CheckError(
                    f"the greatest or least of {shape(found)} and {shape(other)} does not exist"
                )
            found = np.frompyfunc(pair, 2, 1)(found, other) if arrays else pair(found, other)
        return found

    return fold


def root_of(x: arb, root: Callable) -> arb:
    """Take a root; of a ball so near to zero that it holds it, what lies between 0 and its end."""
    if not zero(x) or x.is_zero() or not x.rad() <= BORDER:
        return root(x)
    half = root(abs(x).upper()) / 2
    return half + half * arb(0, 1)


def whole_power(x: arb, power: int) -> arb:
    """Multiply: the library goes through logarithms where a ball may hold zero."""
    found = arb(1)
    while power:
        if power & 1:
            found *= x
        x, power = x * x, power >> 1
    return found


FUNCTIONS = {
    "exp": by_entry(lambda x: x.exp()), "sqrt": by_entry(lambda x: root_of(x, lambda y: y.sqrt())),
    "tanh": by_entry(lambda x: x.tanh()), "sin": by_entry(lambda x: x.sin()),
    "cos": by_entry(lambda x: x.cos()), "abs": by_entry(abs),
    "max": _extreme(lambda x, y: x.max(y)), "min": _extreme(lambda x, y: x.min(y)),
    "log": lambda x, base=None: by_entry(arb.log)(x) / (1 if base is None else base.log()),
}  # fmt: skip
