"""What a formula and a context are both read into: a tree of operations.

| op | args | means |
|---|---|---|
| number | Fraction | itself |
| name | text | a quantity of the context, a size, a parameter or an index |
| + · ⊙ | two nodes or more | sum, product, product entry by entry, of shapes that fit |
| b+ b* b/ | two nodes | as in numpy: shapes are stretched |
| neg T abs norm norm1 frobenius e^ | one node | the opposite, the transpose, …, e to its power |
| / ^ @ | two nodes | quotient, power, product of matrices |
| call | name, *nodes | a function of the context, or one that is known |
| prime | name, order, node | the derivative of a function of the context |
| derivative | node, *names or entries | by each of them, the last first |
| index | node, *nodes | an entry, counted from 1 |
| sample | node, node | the row of that number, as a column |
| family | stem, *nodes | x_i, where the context has x_1, x_2, … |
| sum prod | letter, low, high, node | low and high are None where the shapes say them |
| kronecker | two nodes | 1 where they are equal, else 0 |
| cases | *(value, condition) | condition is a relation, or None: otherwise |
| relation | node, sign, node, … | holds, or does not |
| matrix | *rows | entries |
| lim | letter, node, node | of the last, as the letter goes to the first |
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

LONGEST = 60  # digits of a number


class CheckError(ValueError):
    """An equation that cannot be read or does not hold, or a context that cannot be used."""


class Node(NamedTuple):
    """One operation; see the table above."""

    op: str
    args: tuple

    def children(self) -> Iterator["Node"]:
        """Give the nodes that this one is made of."""
        for arg in self.args:
            if isinstance(arg, Node):
                yield arg
            elif isinstance(arg, tuple):
                yield from (a for a in arg if isinstance(a, Node))

    def rebuilt(self, change: Callable[["Node"], "Node"]) -> "Node":
        """Give the same operation on changed children."""

        def put(arg: object) -> object:
            if isinstance(arg, Node):
                return change(arg)
            if isinstance(arg, tuple):
                return tuple(put(a) for a in arg)
            return arg

        return Node(self.op, tuple(put(a) for a in self.args))

    def walk(self) -> Iterator["Node"]:
        """Give this node and all below it."""
        yield self
        for child in self.children():
            yield from child.walk()


def node(op: str, *args: object) -> Node:
    """Make a node."""
    return Node(op, args)


def number(value: object) -> Node:
    """Make a number out of its decimal spelling, or out of a whole number."""
    if len(str(value)) > LONGEST:
        raise CheckError(f"a number has more than {LONGEST} digits")
    return Node("number", (Fraction(value),))


def name(text: str) -> Node:
    """Make a name."""
    return Node("name", (text,))


def told(part: Node, shown: dict[str, str]) -> str:
    """Write a part as plain text, for a message; `shown` gives what displays which identifier."""
    looks = {identifier: display for display, identifier in shown.items()}

    def write(part: Node, tight: bool = False) -> str:
        op, args = part
        match op:
            case "name":
                return looks.get(args[0], args[0])
            case "number":
                return f"{float(args[0]):g}"
            case "product" | "@":
                text = " ".join(write(a, True) for a in args if isinstance(a, Node))
            case "+" | "b+":
                text = " + ".join(write(a) for a in args).replace("+ −", "− ")
            case "neg":
                text = f"−{write(args[0], True)}"
            case "T":
                return f"{write(args[0], True)}^⊤"
            case "call" | "prime":
                inside = ", ".join(write(a) for a in args if isinstance(a, Node))
                primes = "′" * args[1] if op == "prime" else ""
                return f"{looks.get(args[0], args[0])}{primes}({inside})"
            case "index":
                return f"{write(args[0], True)}_{','.join(map(write, args[1:]))}"
            case "derivative":
                return f"(∂{write(args[0], True)}/∂{'∂'.join(write(v) for v in args[1:])})"
            case _:
                return "(…)"
        return f"({text})" if tight else text

    return write(part)
