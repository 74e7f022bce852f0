"""Operations on vectors and matrices: sums, products, entries, and sums over an index."""

from fractions import Fraction

import numpy as np
from flint import arb

from weave.equations.balls import FUNCTIONS, alike, is_array, number, shape
from weave.equations.context import Context
from weave.equations.tree import CheckError, Node, node, told
from weave.equations.value import World, operation


@operation("+")
def _add(world: World, args: tuple, local: dict) -> object:
    first, *rest = world.values(args, local)
    for part, other in zip(args[1:], rest, strict=True):
        first, other = alike(first, other)
        if is_array(first) and is_array(other) and first.shape != other.shape:
            raise _misfit(world, args[0], first, "+", part, other)
        first = first + other
    return first


@operation("product")
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
        numerals = before.op == part.op == "number"
        array = is_array(number(found)) or is_array(number(other))
        if (sign == "*" and not numerals) or (sign == "×" and array):
            raise CheckError(
                f"'{sign}' could be another product here; write \\cdot, \\odot or nothing"
            )
        if sign == "⊙":
            found, other = alike(found, other)
            if not is_array(found) and not is_array(other) and world.context.sizes:
                found = found * other  # of arrays with one entry
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


@operation("@")
def _matmul(world: World, args: tuple, local: dict) -> object:
    return _product(world, (("",), *args), local)


@operation("T")
def _transpose(world: World, args: tuple, local: dict) -> object:
    x = world.value(args[0], local)
    return x.T if is_array(x) else x


@operation("norm")
def _norm(world: World, args: tuple, local: dict) -> object:
    x = world.value(args[0], local)
    if is_array(x) and min(x.shape) > 1:
        raise CheckError(
            f"a norm of {shape(x)} could be one of several; the root of the sum of squares has "
            "the index F"
        )
    return _frobenius(world, args, local)


@operation("norm1")
def _norm1(world: World, args: tuple, local: dict) -> object:
    x = world.value(args[0], local)
    if is_array(x) and min(x.shape) > 1:
        raise CheckError(f"a norm of {shape(x)} with the index 1 could be one of two")
    return sum((abs(v) for v in x.flat), start=arb(0)) if is_array(x) else abs(x)


@operation("frobenius")
def _frobenius(world: World, args: tuple, local: dict) -> object:
    x = world.value(args[0], local)
    if not is_array(x):
        return abs(x)
    return FUNCTIONS["sqrt"](sum((v * v for v in x.flat), start=arb(0)))


@operation("e^")
def _euler(world: World, args: tuple, local: dict) -> object:
    x = world.value(args[0], local)
    if is_array(x) and min(x.shape) > 1:
        raise CheckError(
            f"e to the power of {shape(x)} could be taken entry by entry or be a series of "
            "products; write \\exp"
        )
    return FUNCTIONS["exp"](x)


def place(world: World, array: object, indices: list[Node], local: dict) -> tuple:
    """Return the place of an entry in `array`, counted from 0."""
    if not is_array(array):
        raise CheckError("a number has no entries")
    sizes = [world.whole(node("name", s), {}) for s in world.context.sizes]
    if array.shape == (1, 1) and sizes and min(sizes) > 1:
        raise CheckError("what is a number, whatever the sizes are, has no entries")
    digits = str(indices[0].args[0]) if len(indices) == 1 and indices[0].op == "number" else ""
    column = array.shape[1] == 1 and digits and int(digits) <= array.shape[0]
    if len(digits) == 2 and not column:
        alone = array.shape[0] == 1 and int(digits) <= array.shape[1]
        if alone:
            raise CheckError(
                f"the index {digits} of {shape(array)} could be {digits[0]} and {digits[1]}; "
                f"write {digits[0]},{digits[1]}"
            )
        indices = [node("number", Fraction(d)) for d in digits]
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


@operation("index")
def _index(world: World, args: tuple, local: dict) -> object:
    base, *indices = args
    array = world.value(base, local)
    if not is_array(array):
        raise CheckError(f"'{told(base, world.context.shown)}' is a number and has no entries")
    return array[place(world, array, indices, local)]


@operation("sample")
def _sample(world: World, args: tuple, local: dict) -> object:
    array, i = world.value(args[0], local), world.whole(args[1], local)
    if not is_array(array) or not 1 <= i <= array.shape[0]:
        raise CheckError(f"there is no sample {i} in {shape(array)}")
    return array[i - 1 : i].T


def member(world: World, args: tuple, local: dict) -> str:
    """Return which quantity of a family x_1, x_2, … is meant."""
    stem, *indices = args
    numbers = [str(world.whole(i, local)) for i in indices]
    for joint in ("", ","):
        if found := world.context.shown.get(f"{stem}_{joint.join(numbers)}"):
            return found
    raise CheckError(f"'{stem}_{''.join(numbers)}' is not defined in context {world.context.name}")


@operation("family")
def _of_family(world: World, args: tuple, local: dict) -> object:
    return world.quantity(member(world, args, local))


@operation("sum")
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


@operation("prod")
def _prod(world: World, args: tuple, local: dict) -> object:
    return _total(world, args, local, product=True)


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


@operation("kronecker")
def _kronecker(world: World, args: tuple, local: dict) -> arb:
    return arb(int(world.whole(args[0], local) == world.whole(args[1], local)))


@operation("matrix")
def _matrix(world: World, args: tuple, local: dict) -> object:
    rows = [world.values(row, local) for row in args]
    if any(is_array(v) for row in rows for v in row) or len({len(row) for row in rows}) != 1:
        raise CheckError("a matrix is made of rows of numbers, all of one length")
    return np.array(rows, object)
