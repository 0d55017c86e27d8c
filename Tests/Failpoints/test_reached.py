"""Runs last: a point that no test came to guards nothing."""

from points import POINTS


def test_every_point_was_reached(all_reached):
    for point in POINTS:
        print(f"{point:30} {len(all_reached[point]) or 'NEVER'}")
    never = [point for point in POINTS if not all_reached[point]]
    assert not never, f"no test comes to these: {never}"
