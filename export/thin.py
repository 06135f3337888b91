"""Which things are shown of more than fit: those best connected among themselves."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from heapq import heapify, heappop, heappush


def best_connected(
    things: Collection[str], pairs: Iterable[tuple[str, str]], limit: int
) -> set[str]:
    """Return at most ``limit`` things, by taking away the least connected again and again.

    ``pairs`` are the relations, each of which counts. A thing's relations to what went before it
    do not count: well connected things whose neighbours are gone would only stand about.
    """
    near: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one, other in pairs:
        if one != other:
            near[one][other] += 1
            near[other][one] += 1
    left = {thing: sum(near[thing].values()) for thing in things}
    waiting = [(count, thing) for thing, count in left.items()]
    heapify(waiting)
    while len(left) > max(0, limit):
        count, thing = heappop(waiting)
        if left.get(thing) != count:
            continue  # an older count of it
        del left[thing]
        for other, lines in near[thing].items():
            if other in left:
                left[other] -= lines
                heappush(waiting, (left[other], other))
    return set(left)
