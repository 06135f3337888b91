"""Every regular expression of the packages, found by looking: none has to be listed by hand."""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

PACKAGES = ("kg", "extract", "export")
_WAYS = dict.fromkeys("findall finditer search split sub subn".split(), "finditer")
_WAYS |= {"match": "match", "fullmatch": "fullmatch"}


@dataclass(frozen=True, slots=True)
class Used:
    """An expression, where it was found first, and the ways in which it is used.

    A way is ``match``, ``fullmatch`` or, for all that look through the whole text, ``finditer``.
    """

    pattern: re.Pattern[Any]
    where: str
    ways: tuple[str, ...]


@cache
def expressions() -> tuple[Used, ...]:
    """Return every expression once, by where it was found.

    They are the ones that modules hold, bare or inside of tables and records; the ones that cached
    functions without arguments make from data; and the ones written where they are used.
    """
    loaded = list(_modules())
    ways = _ways(loaded)
    found: dict[re.Pattern[Any], str] = {}
    used: dict[re.Pattern[Any], set[str]] = defaultdict(set)
    for module in loaded:
        for name, value in sorted(vars(module).items()):
            table = _is_table(value, module)
            for pattern, held in _held(value() if table else value, name):
                found.setdefault(pattern, f"{module.__name__}.{name}{'()' if table else ''}")
                used[pattern] |= ways[f"{module.__name__}.{held}"] | ways[held]
        for line, way, pattern in _written(module):
            found.setdefault(pattern, f"{module.__name__}:{line}")
            used[pattern].add(way)
    return tuple(Used(p, found[p], tuple(sorted(used[p])) or ("finditer",)) for p in found)


def _modules() -> Iterator[ModuleType]:
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            yield importlib.import_module(found.name)


def _is_table(value: Any, module: ModuleType) -> bool:
    """Whether a value is a module's own function that makes a table: cached, without arguments."""
    own = getattr(value, "__module__", None) == module.__name__
    return own and hasattr(value, "cache_info") and not inspect.signature(value).parameters


def _held(value: Any, name: str) -> Iterator[tuple[re.Pattern[Any], str]]:
    """Return the expressions in a value, each with the last name on the way to it."""
    if isinstance(value, re.Pattern):
        yield value, name
    elif isinstance(value, dict):
        yield from _held(tuple(value.values()), name)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _held(inner, name)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _held(getattr(value, field.name), field.name)


def _ways(modules: list[ModuleType]) -> dict[str, set[str]]:
    """Return name → the ways in which an expression of that name is used."""
    ways: dict[str, set[str]] = defaultdict(set)
    for module in modules:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if not isinstance(node, ast.Attribute) or node.attr not in _WAYS:
                continue
            owner = node.value.func if isinstance(node.value, ast.Call) else node.value
            if isinstance(owner, ast.Name):
                ways[f"{module.__name__}.{owner.id}"].add(_WAYS[node.attr])
            elif isinstance(owner, ast.Attribute):
                ways[owner.attr].add(_WAYS[node.attr])
    return ways


def _written(module: ModuleType) -> Iterator[tuple[int, str, re.Pattern[Any]]]:
    """Return line, way and expression of calls such as ``re.sub(r"…", …)``.

    One made of a local variable is not known here; ours are escaped words, which are harmless.
    """
    for call in ast.walk(ast.parse(inspect.getsource(module))):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            continue
        owner, method = call.func.value, call.func.attr
        if not (isinstance(owner, ast.Name) and owner.id == "re" and method in _WAYS):
            continue
        try:
            text = _worked_out(call.args[0], module)
        except NameError:
            continue
        flags = [word.value for word in call.keywords if word.arg == "flags"]
        pattern = re.compile(text, _worked_out(flags[0], module) if flags else 0)
        yield call.lineno, _WAYS[method], pattern


def _worked_out(node: ast.expr, module: ModuleType) -> Any:
    code = compile(ast.Expression(node), module.__name__, "eval")
    return eval(code, vars(module))  # noqa: S307 - the project's own constants
