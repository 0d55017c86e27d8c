"""Is there an order of a register's operations that explains all answers?

The search is Wing and Gong's, with Lowe's memory of what was tried ("Testing for linearizability", 2017): an
operation may take effect at any moment between its call and its return; one without an answer, at any moment
from its call on, or never.
"""

from dataclasses import dataclass

FOREVER = float("inf")


@dataclass
class Operation:
    kind: str  # "read", "write" or "swap"
    start: float
    # FOREVER: no answer came.
    end: float = FOREVER
    # What a read gave, what a write writes, what a swap would write.
    value: str | None = None
    # What a swap compares with.
    expected: str | None = None
    # Whether a swap took place; None: no answer.
    swapped: bool | None = None

    @property
    def is_known(self):
        return self.end != FOREVER

    def step(self, state):
        """The register after it, or None (in a tuple of one) when its answer contradicts the state."""
        if self.kind == "read":
            return (state,) if state == self.value else None
        if self.kind == "write":
            return (self.value,)
        matches = state == self.expected
        if self.swapped is not None and self.swapped != matches:
            return None
        return (self.value,) if matches else (state,)


def is_linearizable(operations, initial=None):
    """For one register. Reads without an answer say nothing and may be left out."""
    operations = [o for o in operations if o.is_known or o.kind != "read"]
    operations.sort(key=lambda o: o.start)
    known = sum(1 << i for i, o in enumerate(operations) if o.is_known)
    tried = set()
    # Each entry: what has taken effect (a bit an operation), the register then.
    stack = [(0, initial)]
    while stack:
        done, state = stack.pop()
        if done & known == known:
            return True
        if (done, state) in tried:
            continue
        tried.add((done, state))
        # Only what was called before the first outstanding return can be next.
        horizon = min(o.end for i, o in enumerate(operations) if not done >> i & 1)
        for i, operation in enumerate(operations):
            if operation.start > horizon:
                break
            if not done >> i & 1:
                after = operation.step(state)
                if after is not None:
                    stack.append((done | 1 << i, after[0]))
    return False
