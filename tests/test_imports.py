"""What is loaded when, and the libraries that only one module may know."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = """jieba rjieba pyvis lxml trafilatura uvicorn starlette jinja2 pypinyin pyoxigraph rdflib
networkx numpy opencc pypdfium2 pyshacl oxrdflib requests xlsxwriter pyarrow""".split()
ONLY = {
    "jieba": {"extract/segment.py"},
    "rjieba": {"extract/segment.py"},
    "oxrdflib": {"kg/store/__init__.py"},
    "pyarrow": {"export/parquet.py"},
    "pyshacl": {"kg/check.py"},
    "xlsxwriter": {"export/workbook.py"},
    "opencc": {"extract/clean.py", "kg/names.py"},
    "pycrfsuite": {"extract/fields.py"},
    "pypdfium2": {"extract/pdf.py"},
    "pyoxigraph": {f"kg/store/{name}.py" for name in ("__init__", "results", "formats")},
    "pyvis": {"export/page.py"},
    "requests": {"kg/remote.py"},
    "sklearn": {"extract/training.py"},
}


@pytest.mark.parametrize(
    "script",
    [
        "import kg",
        "import extract",
        "import export",
        "from kg.cli import main; main(['--help'])",
        "from kg.cli import main; main(['--version'])",
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(script: str) -> None:
    report = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))"
    done = subprocess.run(
        [sys.executable, "-c", f"{report}\n{script}"], capture_output=True, text=True, check=True
    )
    loaded = {module.partition(".")[0] for module in done.stderr.split()}
    assert loaded & {"kg", "extract", "export"}
    assert loaded & set(HEAVY) == set()


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports, at its top or inside its functions."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names}


def modules() -> list[Path]:
    return [
        path for package in ("kg", "extract", "export") for path in (ROOT / package).rglob("*.py")
    ]


@pytest.mark.parametrize("library", ONLY)
def test_a_library_is_known_where_it_belongs(library: str) -> None:
    users = {p.relative_to(ROOT).as_posix() for p in modules() if library in imported(p)}
    assert users == ONLY[library]


def test_extraction_and_screens_know_no_rdf() -> None:
    for path in modules():
        if path.relative_to(ROOT).parts[0] != "kg":
            assert not imported(path) & {"rdflib", "pyoxigraph"}, path
