"""Small SVG charts made of strings, for the static floor."""

from collections.abc import Sequence
from datetime import date

Series = Sequence[tuple[date, float]]
WIDTH, HEIGHT, PAD = 620, 260, 40
MARK_COLOURS = ("#7f7f7f", "#ff7f0e", "#d62728")
OPENING = (
    f'<svg class="chart" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
    'font-family="sans-serif" font-size="11">'
)


def line_svg(
    title: str, lines: Sequence[tuple[str, str, Series]], marks: Sequence[tuple[str, date, float]] = ()
) -> str:
    """Lines of (name, colour, points) and round marks of (label, date, value)."""
    days = [day.toordinal() for _, _, points in lines for day, _ in points] + [day.toordinal() for _, day, _ in marks]
    values = [value for _, _, points in lines for _, value in points] + [value for _, _, value in marks]
    margin = (max(values) - min(values)) * 0.08
    low, high = min(values) - margin, max(values) + margin

    def x(day: date) -> float:
        return round(PAD + (day.toordinal() - min(days)) / (max(days) - min(days)) * (WIDTH - 2 * PAD), 1)

    def y(value: float) -> float:
        return round(HEIGHT - PAD - (value - low) / (high - low) * (HEIGHT - 2 * PAD), 1)

    out = [OPENING, f'<text x="{PAD}" y="16" font-size="14">{title}</text>']
    for step in range(5):
        at = low + (high - low) * step / 4
        out.append(f'<line x1="{PAD}" x2="{WIDTH - PAD}" y1="{y(at)}" y2="{y(at)}" stroke="#ddd"/>')
        out.append(f'<text x="{PAD - 4}" y="{y(at) + 4}" text-anchor="end">{at:.4g}</text>')
    out += [
        f'<text x="{x(date(year, 1, 1))}" y="{HEIGHT - PAD + 16}" text-anchor="middle">{year}</text>'
        for year in range(date.fromordinal(min(days)).year + 1, date.fromordinal(max(days)).year + 1)
    ]
    for _, colour, points in lines:
        path = "M" + "L".join(f"{x(day)},{y(value)}" for day, value in points)
        out.append(f'<path class="mark" d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
    for (label, day, value), colour in zip(marks, MARK_COLOURS, strict=False):
        words = f"<title>{label} {value}</title>"
        out.append(f'<circle class="mark" cx="{x(day)}" cy="{y(value)}" r="5" fill="{colour}">{words}</circle>')
    return "".join(out) + "</svg>"


def bar_svg(rows: Sequence[tuple[str, float]], selected: str) -> str:
    """Horizontal bars of (name, value), best first, one of them highlighted."""
    low, high = min(value for _, value in rows), max(value for _, value in rows)
    low -= (high - low) * 0.3
    step = (HEIGHT - 20) / len(rows)
    out = [OPENING]
    for n, (name, value) in enumerate(rows):
        top = 10 + n * step
        width = round((value - low) / (high - low) * (WIDTH - PAD - 130), 1)
        colour = "#d62728" if name == selected else "#9ecae1"
        out.append(
            f'<text x="84" y="{top + step * 0.65:.1f}" text-anchor="end">{name}</text>'
            f'<rect class="mark" x="90" y="{top:.1f}" width="{width}" height="{step * 0.8:.1f}" fill="{colour}"/>'
            f'<text x="{94 + width}" y="{top + step * 0.65:.1f}">{value:g}</text>'
        )
    return "".join(out) + "</svg>"
