"""Work out what a tree is worth at a point, in balls: a number and how far it may be off.

The arithmetic is that of FLINT (Johansson, "Arb: efficient arbitrary-precision midpoint-radius
interval arithmetic", IEEE Transactions on Computers 66, 2017). A derivative is not worked out by
rule but measured: the variable is moved, everything that rests on it is computed again, and the
quotient is taken.
"""

import operator
from collections.abc import Callable
from fractions import Fraction

import numpy as np
from flint import arb, ctx, fmpq

from weave.equations.context import Context
from weave.equations.tree import CheckError, Node, node, told

BITS = 256  # of a number, where no derivative lies in another
STEP = -64  # a derivative moves its variable by 2 to this power


BORDER_BEND = arb(2) ** -32  # of a bend, of the slopes beside it: less is none
BORDER = arb(2) ** -150  # of a condition: nearer is on it
MOST = 3_000_000  # operations that the check of one formula may take


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
    each = np.frompyfunc(exact, 1, 1)
    return {n: each(v) if is_array(v) else exact(v) for n, v in point.items()}


def zero(value: arb) -> bool:
    """Say whether a ball is too wide to tell its number from zero."""
    return value.contains(0)


def _each(function: Callable) -> Callable:
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


def _log(x: arb) -> arb:
    return x.log()


def _root(x: arb, root: Callable) -> arb:
    """Take a root; of a ball so near to zero that it holds it, what lies between 0 and its end."""
    if not zero(x) or x.is_zero() or not x.rad() <= BORDER:
        return root(x)
    half = root(abs(x).upper()) / 2
    return half + half * arb(0, 1)


FUNCTIONS = {
    "exp": _each(lambda x: x.exp()), "sqrt": _each(lambda x: _root(x, lambda y: y.sqrt())),
    "tanh": _each(lambda x: x.tanh()), "sin": _each(lambda x: x.sin()),
    "cos": _each(lambda x: x.cos()), "abs": _each(abs),
    "max": _extreme(lambda x, y: x.max(y)), "min": _extreme(lambda x, y: x.min(y)),
    "log": lambda x, base=None: _each(_log)(x) if base is None else _each(_log)(x) / base.log(),
}  # fmt: skip


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
                self.measured[part] = _derivative(self, part.args, local)
            found = self.measured[part]
        else:
            found = _OPERATIONS[part.op](self, part.args, local)
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


def _name(world: World, args: tuple, local: dict) -> object:
    return local[args[0]] if args[0] in local else world.quantity(args[0])


def _add(world: World, args: tuple, local: dict) -> object:
    first, *rest = world.values(args, local)
    for part, other in zip(args[1:], rest, strict=True):
        first, other = alike(first, other)
        if is_array(first) and is_array(other) and first.shape != other.shape:
            raise _misfit(world, args[0], first, "+", part, other)
        first = first + other
    return first


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


def _product(world: World, args: tuple, local: dict) -> object:
    signs, *factors = args
    values = world.values(tuple(factors), local)
    arrays = [is_array(v) for v in values]
    beside = zip(signs, arrays, arrays[1:], strict=False)
    if "⊙" in signs and any(s != "⊙" and a and b for s, a, b in beside):
        raise CheckError(
            "a product of matrices beside ⊙ could be meant in two ways; write brackets"
        )
    found, before = values[0], factors[0]
    for sign, other, part in zip(signs, values[1:], factors[1:], strict=True):
        if sign in "*×" and sign and is_array(number(found)) and is_array(number(other)):
            raise CheckError(
                f"'{sign}' between arrays could be meant in two ways; write \\odot, or nothing"
            )
        if sign == "⊙":
            found, other = alike(found, other)
            if not is_array(found) and not is_array(other):
                found = found * other
                continue
            if not (is_array(found) and is_array(other) and found.shape == other.shape):
                raise _misfit(world, before, found, "⊙", part, other)
            found = found * other
        elif (
            sign == "·"
            and is_array(found)
            and is_array(other)
            and found.shape == other.shape
            and found.shape[1] == 1
        ):
            found = (found * other).sum()  # the product of two vectors, written with a dot
        elif is_array(found) and is_array(other):
            if found.shape[1] == other.shape[0]:
                found = found @ other
            elif 1 in (found.size, other.size):
                found = number(found) * number(other)
            else:
                raise _misfit(world, before, found, "", part, other)
        else:
            found = found * other
        before = node("product", ("",), before, part)
    return found


def _misfit(world: World, left: Node, x: object, sign: str, right: Node, y: object) -> CheckError:
    """Say of what shapes two factors are, and which transpose would do."""
    a, b = (told(part, world.context.shown) for part in (left, right))
    text = (
        f"{a} is {shape(x)} and {b} is {shape(y)}: {a} {sign}{' ' * bool(sign)}{b} does not exist"
    )
    if is_array(x) and is_array(y):
        fits = (
            (lambda x, y: x.shape == y.shape) if sign else (lambda x, y: x.shape[1] == y.shape[0])
        )
        at, bt = (told(node("T", part), world.context.shown) for part in (left, right))
        for left_text, left_value, right_text, right_value in (
            (at, x.T, b, y),
            (a, x, bt, y.T),
            (at, x.T, bt, y.T),
        ):
            if fits(left_value, right_value):
                return CheckError(f"{text}; {left_text} {sign}{' ' * bool(sign)}{right_text} does")
    return CheckError(text)


def _matmul(world: World, args: tuple, local: dict) -> object:
    return _product(world, (("",), *args), local)


def _divide(world: World, args: tuple, local: dict) -> object:
    x, y = world.values(args, local)
    y = number(y)
    if is_array(y):
        raise CheckError(f"what stands below the line has the shape {shape(y)}; only a number can")
    return x / y


def _power(world: World, args: tuple, local: dict) -> object:
    base, power = world.values(args, local)
    power = number(power)
    if is_array(power):
        raise CheckError(f"a power has the shape {shape(power)}; only a number can be one")
    whole = power.unique_fmpz()

    def one(x: arb) -> arb:
        if whole is None or abs(int(whole)) > 10**6:
            return _root(x, lambda y: y**power) if power > 0 else x**power
        if int(whole) <= 0 and zero(x):
            raise Undefined("0 to a power that is not positive has no value")
        if int(whole) < 0:
            return 1 / _whole_power(x, -int(whole))
        return _whole_power(x, int(whole))

    return _each(one)(base)


def _whole_power(x: arb, power: int) -> arb:
    """Multiply: the library goes through logarithms where a ball may hold zero."""
    found = arb(1)
    while power:
        if power & 1:
            found *= x
        x, power = x * x, power >> 1
    return found


def _clear_power(world: World, args: tuple, local: dict) -> object:
    if is_array(base := number(world.value(args[0], local))):
        raise CheckError(
            f"a power of {shape(base)} could be one entry by entry or a product; write \\odot"
        )
    return _power(world, args, local)


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
        return _frobenius(world, (given[0],), local)
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


def _prime(world: World, args: tuple, local: dict) -> object:
    function, order, argument = args
    (parameter,), body = world.context.functions[function]
    at = world.value(argument, local)

    def there(x: arb, depth: int) -> arb:
        if depth == order:
            return world.value(body, {parameter: x})
        return slope(
            lambda y: there(y, depth + 1), x, world, depth, not_smooth(body, world.context)
        )

    return _each(lambda x: there(x, 0))(at)


def slope(f: Callable, x: arb, world: World, depth: int, kinks: bool) -> arb:
    """Measure how fast f moves with x, by nudging it both ways, once more by twice as much.

    The two quotients tell how far each is off: their difference is three times that, or more.
    """
    level = 3 ** (world.level + world.nested + depth)
    h = arb(2) ** (STEP * level)
    if 1e-12 < abs(float(x.mid())) < 1:
        h *= exact(Fraction(abs(float(x.mid()))))
    outer = f

    def f(x: arb) -> object:
        return number(outer(x))

    ahead, behind, further, back = f(x + h), f(x - h), f(x + 2 * h), f(x - 2 * h)
    if is_array(ahead):
        raise CheckError(
            "the derivative of an array by a number inside of an array has no shape here"
        )
    near, far = (ahead - behind) / (2 * h), (further - back) / (4 * h)
    if kinks:
        here = f(x)
        if not here.is_finite():
            raise Undefined("what is differentiated has no value")
        bend, wide = (ahead - 2 * here + behind) / h, (further - 2 * here + back) / (2 * h)
        steep = (abs(ahead - here) + abs(here - behind)) / h
        if (
            not zero(bend)
            and abs(bend) > steep * BORDER_BEND
            and not abs(wide) > abs(bend) * arb("1.05")
        ):  # twice as much, or more, where it is smooth
            raise Undefined("there is a kink, where a derivative does not exist")
    return near + (near - far) * arb(0, 1)


def not_smooth(part: Node, context: Context) -> bool:
    """Say whether `part` rests on something that can have a kink."""
    parts = [
        part,
        *(context.definitions[n] for n in context.reaches(part) if n in context.definitions),
    ]
    seen: set[str] = set()
    while parts:
        for each in parts.pop().walk():
            power = each.op in ("^", "**")
            if each.op in ("abs", "cases", "norm", "frobenius", "lim") or (
                power and each.args[1].op != "number"
            ):
                return True
            if power and each.args[1].args[0].denominator != 1:
                return True
            if each.op in ("call", "prime"):
                if each.args[0] in ("abs", "max", "min", "sqrt", "norm"):
                    return True
                if each.args[0] in context.functions and each.args[0] not in seen:
                    seen.add(each.args[0])
                    parts.append(context.functions[each.args[0]][1])
    return False


def _derivative(world: World, args: tuple, local: dict) -> object:
    expr, *variables = args
    variable, rest = variables[0], variables[1:]
    if rest:
        expr = node("derivative", expr, *rest)
    q, entry = _quantity(variable, world, local)
    if q not in world.context.above:
        raise CheckError(f"cannot differentiate by '{q}', which is no quantity of the context")
    if inner := through(expr, q, world.context):
        above = node("derivative", expr, node("name", inner))
        below = node("derivative", node("name", q), node("name", inner))
        return world.value(above, local) / world.value(below, local)
    at = world.quantity(q)
    kinks = not_smooth(expr, world.context)
    first = number(world.value(expr, local))

    def moving(place: tuple | None) -> object:
        def f(x: arb) -> object:
            value = x
            if place is not None:
                value = at.copy()
                value[place] = x
            return world.moved(q, value).value(expr, local)

        x = at if place is None else at[place]
        if not is_array(first):
            return slope(f, x, world, 0, kinks)
        if place is not None and entry is None:
            raise CheckError(
                f"the derivative of {shape(first)} by {shape(at)} has no one shape; write it for one entry"
            )
        rows = [
            [
                slope(lambda x, i=i, j=j: f(x)[i, j], x, world, 0, kinks)
                for j in range(first.shape[1])
            ]
            for i in range(first.shape[0])
        ]
        return np.array(rows, object)

    if not is_array(at):
        if entry is not None:
            raise CheckError(f"'{q}' is a number and has no entries")
        return moving(None)
    if entry is not None:
        return moving(entry)
    out = np.empty(at.shape, object)
    for place in np.ndindex(*at.shape):
        out[place] = moving(place)
    return out


def _quantity(variable: Node, world: World, local: dict) -> tuple[str, tuple | None]:
    """Return the quantity that is moved, and which of its entries, if one alone is."""
    if variable.op == "name":
        return variable.args[0], None
    if variable.op == "family":
        return _member(world, variable.args, local), None
    base, *indices = variable.args
    if base.op != "name":
        raise CheckError("cannot differentiate by an entry of what has no name")
    return base.args[0], _place(world, world.value(base, local), indices, local)


def through(expr: Node, q: str, context: Context) -> str | None:
    """Return by what `expr` differentiates that `q` itself rests on, or None."""
    found, parts = (
        set(),
        [
            expr,
            *(
                context.definitions[n]
                for n in context.reaches(expr)
                if n in context.definitions and n != q and n not in context.below[q]
            ),
        ],
    )
    for part in parts:
        for each in part.walk():
            if each.op == "derivative":
                found |= {
                    v.args[0]
                    for v in each.args[1:]
                    if v.op == "name" and v.args[0] in context.below[q]
                }
    if len(found) > 1:
        raise CheckError(
            f"by '{q}' cannot be differentiated what is itself a derivative by {' and '.join(sorted(found))}"
        )
    return found.pop() if found else None


def _place(world: World, array: object, indices: list[Node], local: dict) -> tuple:
    if not is_array(array):
        raise CheckError("a number has no entries")
    if len(indices) == 1 and indices[0].op == "number" and array.shape[1] > 1:
        digits = str(indices[0].args[0])
        alone = array.shape[0] == 1 and int(digits) <= array.shape[1]
        if len(digits) == 2 and alone:
            raise CheckError(
                f"the index {digits} of {shape(array)} could be {digits[0]} and {digits[1]}; write {digits[0]},{digits[1]}"
            )
        indices = [node("number", Fraction(d)) for d in digits] if len(digits) == 2 else indices
    numbers = [world.whole(i, local) for i in indices]
    if len(numbers) == 1:
        if 1 not in array.shape:
            raise CheckError(f"an entry of {shape(array)} needs two indices")
        numbers = [*numbers, 1] if array.shape[1] == 1 else [1, *numbers]
    if len(numbers) != 2 or not all(
        1 <= n <= size for n, size in zip(numbers, array.shape, strict=True)
    ):
        raise CheckError(f"there is no entry {', '.join(map(str, numbers))} in {shape(array)}")
    return numbers[0] - 1, numbers[1] - 1


def _index(world: World, args: tuple, local: dict) -> object:
    base, *indices = args
    array = world.value(base, local)
    if not is_array(array):
        raise CheckError(f"'{told(base, world.context.shown)}' is a number and has no entries")
    return array[_place(world, array, indices, local)]


def _sample(world: World, args: tuple, local: dict) -> object:
    array, i = world.value(args[0], local), world.whole(args[1], local)
    if not is_array(array) or not 1 <= i <= array.shape[0]:
        raise CheckError(f"there is no sample {i} in {shape(array)}")
    return array[i - 1 : i].T


def _member(world: World, args: tuple, local: dict) -> str:
    stem, *indices = args
    numbers = [str(world.whole(i, local)) for i in indices]
    for joint in ("", ","):
        if found := world.context.shown.get(f"{stem}_{joint.join(numbers)}"):
            return found
    raise CheckError(f"'{stem}_{''.join(numbers)}' is not defined in context {world.context.name}")


def _total(world: World, args: tuple, local: dict, product: bool = False) -> object:
    letter, low, high, body = args
    if low is None:
        numbers = extent(letter, body, world, local)
    else:
        numbers = range(world.whole(low, local), world.whole(high, local) + 1)
    if len(numbers) > 1000:
        raise CheckError("a sum has more than a thousand terms")
    found: object = arb(1) if product else arb(0)
    for n in numbers:
        found, term = alike(found, world.value(body, {**local, letter: arb(n)}))
        if product and (is_array(found) or is_array(term)):
            raise CheckError("a product over an index is one of numbers")
        found = found * term if product else found + term
    return found


def extent(letter: str, body: Node, world: World, local: dict) -> tuple[int, ...]:
    """Return what an index runs over, as the shapes of what it is an index of say."""
    found = set(_extents(letter, body, world, local))
    if len(found) != 1:
        said = "nothing says how far" if not found else "the shapes differ in how far"
        raise CheckError(f"{said} the index {letter} runs")
    return found.pop()


def _extents(letter: str, body: Node, world: World, local: dict) -> list[tuple[int, ...]]:
    found = []
    for each in body.walk():
        if each.op not in ("index", "family", "sample"):
            continue
        base, *indices = each.args
        for n, i in enumerate(indices):
            if i != node("name", letter):
                continue
            if each.op == "family":
                found.append(_family(world.context, base, len(indices), n))
                continue
            array = (
                world.value(base, {**dict.fromkeys("ijklmnpqrst", arb(1)), **local})
                if base.op != "name"
                else world.quantity(base.args[0])
            )
            if is_array(array):
                single = each.op == "index" and len(indices) == 1 and array.shape[1] > 1
                found.append(tuple(range(1, array.shape[1 if single else n] + 1)))
    return found


def _family(context: Context, stem: str, count: int, place: int) -> tuple[int, ...]:
    """Return the numbers that an index of x_1, x_2, … takes."""
    numbers = [display.removeprefix(f"{stem}_") for display in context.family(stem).values()]
    parts = [n.split(",") if "," in n else list(n) if count > 1 else [n] for n in numbers]
    return tuple(sorted({int(p[place]) for p in parts if len(p) == count}))


def _kronecker(world: World, args: tuple, local: dict) -> arb:
    return arb(int(world.whole(args[0], local) == world.whole(args[1], local)))


def holds(x: arb, sign: str, y: arb) -> bool:
    """Say whether a relation of two numbers holds; raise Undefined if the balls cannot tell."""
    apart = x - y
    if zero(apart) and apart.rad() <= BORDER * (1 + abs(x).max(abs(y)).mid()):
        return sign in "=≤≥"
    if zero(apart):
        raise Untold(f"whether {float(x.mid()):.6g} {sign} {float(y.mid()):.6g} cannot be told")
    return {"=": False, "≠": True}.get(sign, (apart < 0) == (sign in "<≤"))


def _relation(world: World, args: tuple, local: dict) -> bool:
    values = [world.value(a, local) if isinstance(a, Node) else a for a in args]
    values = [v if isinstance(v, str) else number(v) for v in values]
    if any(is_array(v) for v in values):
        raise CheckError("a condition compares numbers")
    return all(holds(*values[n : n + 3]) for n in range(0, len(values) - 2, 2))


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


def _matrix(world: World, args: tuple, local: dict) -> object:
    rows = [world.values(row, local) for row in args]
    if any(is_array(v) for row in rows for v in row) or len({len(row) for row in rows}) != 1:
        raise CheckError("a matrix is made of rows of numbers, all of one length")
    return np.array(rows, object)


def _transpose(world: World, args: tuple, local: dict) -> object:
    x = world.value(args[0], local)
    return x.T if is_array(x) else x


def _abs(world: World, args: tuple, local: dict) -> object:
    x = number(world.value(args[0], local))
    if is_array(x):
        raise CheckError(
            f"bars round what has the shape {shape(x)} could be a norm or entry by entry"
        )
    return abs(x)


def _norm(world: World, args: tuple, local: dict) -> object:
    x = world.value(args[0], local)
    if is_array(x) and min(x.shape) > 1:
        raise CheckError(
            f"a norm of {shape(x)} could be one of several; the root of the sum of squares has the index F"
        )
    return _frobenius(world, args, local)


def _frobenius(world: World, args: tuple, local: dict) -> object:
    x = world.value(args[0], local)
    if not is_array(x):
        return abs(x)
    return FUNCTIONS["sqrt"](sum((v * v for v in x.flat), start=arb(0)))


def _euler(world: World, args: tuple, local: dict) -> object:
    x = world.value(args[0], local)
    if is_array(x) and min(x.shape) > 1:
        raise CheckError(
            f"e to the power of {shape(x)} could be taken entry by entry or be a series of products; write \\exp"
        )
    return FUNCTIONS["exp"](x)


def _limit(world: World, args: tuple, local: dict) -> object:
    letter, target, body = args
    at = world.value(target, local)
    h = arb(2) ** (STEP * 3 ** (world.level + world.nested)) / 3  # 1/h is no whole number
    spreads = []  # of values on both sides: from further off, and from much nearer
    for step in (h, h**3):
        near = [step, step * exact(Fraction(5, 7)), -step, -step * exact(Fraction(3, 11))]
        first, *others = (number(world.moved(letter, at + d).value(body, local)) for d in near)
        if any(is_array(v) for v in (first, *others)):
            raise CheckError("a limit is taken of a number")
        spreads.append(sum((abs(first - v) for v in others), start=arb(0)))
    far, close = spreads
    if not (close.contains(0) or close < far * BORDER_BEND):
        raise Undefined("there is no limit, or not the same from both sides")
    return first + close * arb(0, 2)


_OPERATIONS: dict[str, Callable] = {
    "number": lambda world, args, local: exact(args[0]),
    "name": _name, "+": _add, "product": _product, "b+": _broadcast("+"), "b*": _broadcast("*"),
    "b/": _broadcast("/"), "@": _matmul,
    "neg": lambda world, args, local: -world.value(args[0], local), "T": _transpose, "abs": _abs,
    "norm": _norm, "frobenius": _frobenius, "e^": _euler, "/": _divide, "^": _clear_power, "call": _call, "prime": _prime,
    "**": _power, "derivative": _derivative, "index": _index, "sample": _sample,
    "family": lambda world, args, local: world.quantity(_member(world, args, local)),
    "sum": _total, "prod": lambda world, args, local: _total(world, args, local, product=True),
    "kronecker": _kronecker, "cases": _cases, "relation": _relation, "matrix": _matrix, "lim": _limit,
}  # fmt: skip
