"""Raise the floors of the accuracy gate to what is measured now.

``python tests/gate/pin.py [SET…]`` (``make pin``). A floor is never
lowered: figures that fell are named and the exit code is 1. Only when the articles of a set are
others than those it was pinned on does the measurement take its place.
"""

import argparse
import sys

import gate


def main(wanted: list[str]) -> int:
    """Pin the sets named, or all that are here; return the exit code."""
    here = gate.sets()
    unknown = [name for name in wanted if name not in here]
    if unknown:
        sys.stderr.write(
            f"pin: {', '.join(unknown)}: no such articles here; there is {', '.join(here)}\n"
        )
        return 2
    floors = gate.read_floors()
    fallen = []
    for name in wanted or here:
        folders = here[name]
        now = gate.figures(folders, {folder: gate.extracted(folder) for folder in folders})
        old = floors.get(name)
        if old is None or old["digest"] != now["digest"]:
            sys.stderr.write(
                f"{name}: pinned anew, the articles are {'new' if old is None else 'others'}\n"
            )
        else:
            fallen += [f"{name}: {line}; left as it is" for line in gate.shortfalls(old, now)]
        floors[name] = now if old is None else gate.raised(old, now)
        for part in gate.PARTS:
            sys.stderr.write(f"{name}: {part} F1 {now[part]['all']['f1']:.2f}\n")
    gate.write_floors(floors)
    sys.stderr.write("".join(f"{line}\n" for line in fallen))
    return 1 if fallen else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "sets", nargs="*", metavar="SET", help="dev, check, official, seeds (default: all here)"
    )
    sys.exit(main(parser.parse_args().sets))
