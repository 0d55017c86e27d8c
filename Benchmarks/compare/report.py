"""A comparison as a table for a terminal and as a drawing."""

from html import escape


def number(value):
    if value is None:
        return "–"
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 100 else f"{value:.2f}"


def mark(met):
    return {True: "✓", False: "✗", None: ""}[met]


def table(heading, rows):
    titles = ["", "tern", "etcd", "", "tern/etcd", "budget", "", "aim", ""]
    cells = []
    for row in rows:
        line, median, ratio = row["line"], row["median"], row["ratio"]
        own = median.get("tern")
        cells.append([
            line.name, number(own), number(median.get("etcd")), line.unit,
            f"{ratio:.2f}×" if ratio is not None else "–",
            line.bound(line.budget), mark(line.met(ratio, own, line.budget)),
            line.bound(line.aim), mark(line.met(ratio, own, line.aim)),
        ])
    widths = [max(len(row[column]) for row in [titles, *cells]) for column in range(len(titles))]
    right = {1, 2, 4}

    def text(row):
        padded = [
            cell.rjust(widths[column]) if column in right else cell.ljust(widths[column])
            for column, cell in enumerate(row)
        ]
        return "  ".join(padded).rstrip()

    rule = "─" * len(text(["─" * width for width in widths]))
    body = [text(titles), rule]
    for row, cell in zip(rows, cells):
        if not row["line"].name.startswith(" ") and len(body) > 2:
            body.append("")
        body.append(text(cell))
    return "\n".join([title(heading), "", *body, "", verdict(rows)])


def title(heading):
    sides = " beside ".join(f"{name} {version}".strip() for name, version in heading["sides"].items())
    return (
        f"{sides}; {of_rounds(heading)} of {heading['seconds']:g} s; {heading['cores']} cores, "
        f"shared by all {'six' if len(heading['sides']) == 2 else 'three'} members and the load; "
        f"{heading['started']}")


def of_rounds(heading):
    return "one round" if heading["rounds"] == 1 else f"medians of {heading['rounds']} rounds"


def verdict(rows):
    budgets = [row["line"].met(row["ratio"], row["median"].get("tern"), row["line"].budget) for row in rows]
    aims = [row["line"].met(row["ratio"], row["median"].get("tern"), row["line"].aim) for row in rows]

    def of(marks):
        known = [each for each in marks if each is not None]
        return f"{sum(known)} of {len(known)}"

    return f"budgets met: {of(budgets)}; aims met: {of(aims)}"


WIDTH, LABEL, BAR, ROW, TOP = 900, 300, 420, 34, 70
COLORS = {"tern": "#1f6fb4", "etcd": "#9aa5b1"}


def svg(heading, rows):
    """Two bars a line, the longer of them the full width; the ratio beside them."""
    drawn = [row for row in rows if len(row["median"]) == 2]
    height = TOP + ROW * len(drawn) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        f'<text x="20" y="26" font-size="15">{escape(title(heading).partition("; ")[0])}</text>',
        f'<text x="20" y="46" fill="#666">{escape(title(heading).partition("; ")[2])}</text>',
    ]
    for index, row in enumerate(drawn):
        parts += bars(row, TOP + ROW * index)
    return "\n".join([*parts, "</svg>"]) + "\n"


def bars(row, y):
    line, median = row["line"], row["median"]
    largest = max(median.values()) or 1
    better = "more" if line.more_is_better else "less"
    parts = [f'<text x="{LABEL - 10}" y="{y + 17}" text-anchor="end">{escape(line.name.strip())}'
             f'<title>{better} is better</title></text>']
    for offset, side in enumerate(("tern", "etcd")):
        length = BAR * median[side] / largest
        top = y + 3 + offset * 13
        parts.append(f'<rect x="{LABEL}" y="{top}" width="{length:.1f}" height="11" fill="{COLORS[side]}"/>')
        parts.append(f'<text x="{LABEL + length + 5:.1f}" y="{top + 10}" font-size="10" fill="#444">'
                     f'{side} {number(median[side])} {escape(line.unit)}</text>')
    if row["ratio"] is not None:
        met = line.met(row["ratio"], median["tern"], line.budget)
        color = {True: "#2e7d32", False: "#c0392b", None: "#444"}[met]
        bound = f" ({line.bound(line.budget)})" if line.budget is not None and not line.absolute else ""
        parts.append(f'<text x="{WIDTH - 20}" y="{y + 17}" text-anchor="end" fill="{color}">'
                     f'{row["ratio"]:.2f}×{escape(bound)}</text>')
    return parts
