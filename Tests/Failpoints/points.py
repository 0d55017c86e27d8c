"""The failpoints that the members are built with, as the source names them."""

import re

from cluster import ROOT

SOURCE = (ROOT / "Sources/Failpoints/Failpoint.swift").read_text()
CASES = dict(re.findall(r'^  case (\w+) = "([\w-]+)"$', SOURCE, re.MULTILINE))
POINTS = list(CASES.values())
# Those at which a system call can fail.
FAILING = [CASES[name] for name in re.findall(r"\.(\w+)[,\s]", SOURCE[SOURCE.index("failing:"):])]
