"""Work out what a tree is worth at a point.

Operations on arrays are in `arrays`, derivatives and limits in `measure`; what is checked imports
both, so that they are known here.
"""

import operator
from collections.abc import Callable

import numpy as np
from flint import arb

from weave.equations.balls import (
    BORDER,
    FUNCTIONS,
    Undefined,
    Untold,
    by_entry,
    exact,
    is_array,
    number,
    root_of,
    shape,
    whole_power,
    zero,
)
from weave.equations.context import Context
from weave.equations.tree import CheckError, Node

MOST = 3_000_000  # operations that the check of one formula may take
OPERATIONS: dict[str, Callable] = {}  # by the names that weave.equations.tree gives them


def operation(*names: str) -> Callable:
    """Let a function of a world, arguments and local values work out operations."""

    def register(function: Callable) -> Callable:
        OPERATIONS.update(dict.fromkeys(names, function))
        return function

    return register


class World:
    """The values of all quantities at one point."""

    spent = 0  # operations, since a check began

    def __init__(
        self, context: Context, given: dict, level: int = 0, nested: int = 0,
        known: dict | None = None, seen: list | None = None,
    ) -> None:  # fmt: skip
        """Take the free variables and sizes from `given`.

        `level` is how much finer than at first steps are; `nested` says how many derivatives lie
        around.
        """
        self.context, self.given, self.known = context, given, known or {}
        self.level, self.nested, self.seen = level, nested, seen
        self.measured: dict[Node, object] = {}

    def moved(self, quantity: str, value: object) -> "World":
        """Return the world in which `quantity` has another value."""
        above = self.context.above[quantity]
        known = {n: v for n, v in self.known.items() if n not in above}
        return type(self)(
            self.context, {**self.given, quantity: value}, self.level, self.nested + 1, known
        )

    def quantity(self, n: str) -> object:
        """Return the value of a quantity."""
        if n in self.given:
            return self.given[n]
        if n not in self.known:
            if n not in self.context.definitions:
                if n == "π":
                    return arb.pi()
                raise CheckError(f"'{n}' is not defined in context {self.context.name}")
            self.known[n] = self.value(self.context.definitions[n], {})
        return self.known[n]

    def value(self, part: Node, local: dict) -> object:
        """Return what `part` is worth; `local` holds parameters and indices."""
        World.spent += 3 ** (self.level + self.nested)
        if World.spent > MOST:
            raise CheckError(f"to work it out takes more than {MOST} steps")
        if part.op == "derivative" and not local:  # it costs most, and many sides have the same
            if part not in self.measured:
                self.measured[part] = OPERATIONS["derivative"](self, part.args, local)
            found = self.measured[part]
        else:
            found = OPERATIONS[part.op](self, part.args, local)
        if is_array(found):
            World.spent += found.size
        if self.seen is not None and not isinstance(found, bool):
            self.seen += [abs(v) for v in (found.flat if is_array(found) else [found])]
        return found

    def values(self, parts: tuple, local: dict) -> list:
        """Return what each of `parts` is worth."""
        return [self.value(p, local) for p in parts]

    def whole(self, part: Node, local: dict) -> int:
        """Return what `part` is worth, which must be a whole number."""
        found = number(self.value(part, local))
        if is_array(found) or (unique := found.unique_fmpz()) is None:
            raise CheckError("an index or an end of a sum is no whole number")
        return int(unique)


@operation("number")
def _number(world: World, args: tuple, local: dict) -> arb:
    return exact(args[0])


@operation("neg")
def _neg(world: World, args: tuple, local: dict) -> object:
    return -world.value(args[0], local)


@operation("name")
def _name(world: World, args: tuple, local: dict) -> object:
    return local[args[0]] if args[0] in local else world.quantity(args[0])


def _broadcast(symbol: str) -> Callable:
    work = {"+": operator.add, "*": operator.mul, "/": operator.truediv}[symbol]

    def work_out(world: World, args: tuple, local: dict) -> object:
        x, y = world.value(args[0], local), world.value(args[1], local)
        try:
            return work(x, y)
        except ValueError:  # of numpy, about shapes
            raise CheckError(
                f"in the context, {shape(x)} {symbol} {shape(y)} does not exist"
            ) from None

    return work_out


for _sign in "+*/":
    OPERATIONS[f"b{_sign}"] = _broadcast(_sign)


@operation("/")
def _divide(world: World, args: tuple, local: dict) -> object:
    x, y = world.values(args, local)
    y = number(y)
    if is_array(y):
        raise CheckError(f"what stands below the line has the shape {shape(y)}; only a number can")
    return x / y


@operation("**")
def _power(world: World, args: tuple, local: dict) -> object:
    base, power = world.values(args, local)
    power = number(power)
    if is_array(power):
        raise CheckError(f"a power has the shape {shape(power)}; only a number can be one")
    whole = power.unique_fmpz()

    def one(x: arb) -> arb:
        if whole is None or abs(int(whole)) > 10**6:
            return root_of(x, lambda y: y**power) if power > 0 else x**power
        if int(whole) <= 0 and zero(x):
            raise Undefined("0 to a power that is not positive has no value")
        if int(whole) < 0:
            return 1 / whole_power(x, -int(whole))
        return whole_power(x, int(whole))

    return by_entry(one)(base)


@operation("^")
def _clear_power(world: World, args: tuple, local: dict) -> object:
    if is_array(base := number(world.value(args[0], local))):
        raise CheckError(
            f"a power of {shape(base)} could be one entry by entry or a product; write \\odot"
        )
    return _power(world, args, local)


@operation("call")
def _call(world: World, args: tuple, local: dict) -> object:
    function, *given = args
    values = world.values(tuple(given), local)
    if function in world.context.functions:
        parameters, body = world.context.functions[function]
        return world.value(body, dict(zip(parameters, values, strict=True)))
    (x, *rest) = values
    if function == "sum":
        if not is_array(x):
            return x
        axis = world.whole(given[1], local) if rest else None
        if axis not in (None, 0, 1):
            raise CheckError("sum(M, 0) adds up columns, sum(M, 1) rows; there is nothing else")
        return x.sum() if axis is None else x.sum(axis=axis, keepdims=True)
    if function in ("max", "min") and len(values) == 1:
        return FUNCTIONS[function](*(x.flat if is_array(x) else [x]))
    if function == "norm":
        return OPERATIONS["frobenius"](world, (given[0],), local)
    if function == "trace":
        if is_array(x) and x.shape[0] != x.shape[1]:
            raise CheckError(f"a trace is that of a square matrix, and this is {shape(x)}")
        return x.trace() if is_array(x) else x
    if function == "diag":
        if not is_array(x):
            return x
        if x.shape[1] == 1:
            return np.array(
                [[x[i, 0] if i == j else arb(0) for j in range(len(x))] for i in range(len(x))],
                object,
            )
        return x.diagonal().reshape(-1, 1)
    if function == "log" and rest and is_array(rest[0]):
        raise CheckError("the base of a logarithm is a number")
    return FUNCTIONS[function](*values)


@operation("abs")
def _abs(world: World, args: tuple, local: dict) -> object:
    x = number(world.value(args[0], local))
    if is_array(x):
        raise CheckError(
            f"bars round what has the shape {shape(x)} could be a norm or entry by entry"
        )
    return abs(x)


def holds(x: arb, sign: str, y: arb) -> bool:
    """Say whether a relation of two numbers holds; raise Undefined if the balls cannot tell."""
    apart = x - y
    if zero(apart) and apart.rad() <= BORDER * (1 + abs(x).max(abs(y)).mid()):
        return sign in "=≤≥"
    if zero(apart):
        raise Untold(f"whether {float(x.mid()):.6g} {sign} {float(y.mid()):.6g} cannot be told")
    return {"=": False, "≠": True}.get(sign, (apart < 0) == (sign in "<≤"))


@operation("relation")
def _relation(world: World, args: tuple, local: dict) -> bool:
    values = [world.value(a, local) if isinstance(a, Node) else a for a in args]
    values = [v if isinstance(v, str) else number(v) for v in values]
    if any(is_array(v) for v in values):
        raise CheckError("a condition compares numbers")
    return all(holds(*values[n : n + 3]) for n in range(0, len(values) - 2, 2))


@operation("cases")
def _cases(world: World, args: tuple, local: dict) -> object:
    fitting = [
        v for v, condition in args if condition is not None and world.value(condition, local)
    ]
    if not fitting:
        fitting = [v for v, condition in args if condition is None]
    if not fitting:
        raise Undefined("none of the cases applies")
    first, *rest = (number(world.value(v, local)) for v in fitting)
    if any(is_array(v) for v in (first, *rest)):
        raise CheckError("the cases of a formula are numbers")
    if any(not zero(first - other) for other in rest):
        raise Undefined("two of the cases apply, with different values")
    return first
