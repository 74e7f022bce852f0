"""What figures may draw in; mkdocs.yml says what follows the scheme."""

ERROR = "#b84a00"
SLOPE = "#0068a8"
INPUT = "#00704f"
INK = "#000000"
FAINT = "#808080"
PAPER = "#ffffff"
