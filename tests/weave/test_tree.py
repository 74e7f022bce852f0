"""A part of a formula as a message spells it."""

import pytest

from weave.equations.tree import name, node, number, told

A, B, X = name("a"), name("b"), name("x")
AT = {"α": "a"}  # what displays which identifier


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (A, "α"),
        (B, "b"),
        (number("0.25"), "0.25"),
        (number(3), "3"),
        (node("product", A, B), "α b"),
        (node("@", A, node("T", B)), "α b^⊤"),
        (node("T", node("product", A, B)), "(α b)^⊤"),
        (node("+", A, B, X), "α + b + x"),
        (node("b+", A, B), "α + b"),
        (node("+", A, node("neg", B)), "α − b"),
        (node("neg", node("+", A, B)), "−(α + b)"),
        (node("product", node("+", A, B), X), "(α + b) x"),
        (node("product", node("neg", A), X), "(−α) x"),
        (node("call", "f", A, B), "f(α, b)"),
        (node("call", "a", node("+", A, B)), "α(α + b)"),
        (node("prime", "f", 2, X), "f′′(x)"),
        (node("prime", "a", 1, X), "α′(x)"),
        (node("index", X, A, number(2)), "x_α,2"),
        (node("index", node("+", A, B), number(1)), "(α + b)_1"),
        (node("derivative", X, A, B), "(∂x/∂α∂b)"),
        (node("derivative", node("+", A, B), X), "(∂(α + b)/∂x)"),
        (node("/", A, B), "(…)"),
        (node("product", A, node("^", B, number(2))), "α (…)"),
    ],
)
def test_part_is_told_as_the_page_shows_it(part, text):
    assert told(part, AT) == text
