"""The shapes of marks, as paths: told apart without colour."""

from __future__ import annotations

from qpr_rules.showing.chart.lettering import marked_up


def shape(name: str, x: float, y: float, r: float) -> str:
    """A circle, triangle, square, diamond or cross about a place."""

    def at(*offsets: tuple[float, float]) -> str:
        return "L".join(f"{x + across * r:.1f} {y + down * r:.1f}" for across, down in offsets)

    match name:
        case "circle":
            r = round(r, 1)  # two half circles, which an end that is rounded by itself would make an oval
            return f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0z"
        case "triangle":
            return f"M{at((0, -1.35), (1.3, 0.95), (-1.3, 0.95))}z"
        case "square":
            return f"M{at((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9))}z"
        case "diamond":
            return f"M{at((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0))}z"
        case _:
            return f"M{at((-0.8, -0.8), (0.8, 0.8))}M{at((-0.8, 0.8), (0.8, -0.8))}"


def outline(kind: str, x: float, y: float, radius: float, told: str = "") -> str:
    """A diamond about a point, through which its mark is seen."""
    within = f"<title>{marked_up(told)}</title>" if told else ""
    return f'<path class="qc-{kind}" d="{shape("diamond", x, y, radius)}">{within}</path>'
