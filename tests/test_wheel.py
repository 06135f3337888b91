"""What is shipped: three packages with all their data, the same from the checkout and the sdist."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "tests" / "articles" / "dev" / "w1-clean.txt"


def build(target: Path, *options: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", *options, "--outdir", target, ROOT],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from the checkout."""
    target = tmp_path_factory.mktemp("checkout")
    build(target, "--wheel")
    (made,) = target.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel built from it."""
    target = tmp_path_factory.mktemp("released")
    build(target)
    return target


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own that holds the wheel, and borrows what the wheel depends on."""
    place = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    python = place / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "--python", python, "install", "--no-index", "--no-deps", wheel], check=True
    )
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=True)
    # a .pth inside a borrowed folder is not read, so the checkout itself stays out of sight
    borrowed = Path(own.stdout.strip()) / "borrowed.pth"
    folders = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    borrowed.write_text("".join(f"{folder}\n" for folder in folders), "utf-8")
    return place / "bin"


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_its_roots_are_the_three_packages(wheel: Path) -> None:
    roots = {name.partition("/")[0] for name in names(wheel)}
    (info,) = (root for root in roots if root.endswith(".dist-info"))
    assert roots == {"kg", "extract", "export", info}
    assert info.startswith("parkgraph-")


def test_everything_that_is_read_at_run_time_is_in_it(wheel: Path) -> None:
    kept = [
        path.relative_to(ROOT).as_posix()
        for package in ("kg", "extract", "export")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    held = names(wheel)
    assert {"kg/ontology.ttl", "kg/shapes.ttl"} <= held
    assert {"extract/data/divisions.tsv", "extract/data/surnames.tsv"} <= held
    assert {"extract/data/lexicon.tsv", "extract/data/furniture.toml"} <= held
    assert {"extract/data/tagger.npz", "extract/data/relations.json"} <= held
    assert any(name.startswith("extract/rules/") for name in held)
    assert any(name.startswith("kg/queries/") for name in held)
    assert set(kept) <= held


PLACED = {"kg/ontology.ttl", "export/web/accuracy.json"}
"""What stands elsewhere in the checkout."""


def test_the_servers_pages_are_in_it(wheel: Path) -> None:
    folder = ROOT / "export" / "web"
    kept = [p for part in ("templates", "static") for p in (folder / part).rglob("*.*")]
    assert {p.relative_to(ROOT).as_posix() for p in kept} | PLACED <= set(names(wheel))


def test_nothing_else_is_in_it(wheel: Path) -> None:
    strange = [
        name
        for name in names(wheel)
        if ".dist-info/" not in name and name not in PLACED and not (ROOT / name).is_file()
    ]
    assert strange == []
    assert not any("__pycache__" in name for name in names(wheel))


def test_its_models_are_small(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        sizes = {i.filename: i.file_size for i in archive.infolist() if "/data/" in i.filename}
    assert max(sizes.values()) < 20_000_000


def test_it_carries_the_licence_and_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (licence,) = (name for name in archive.namelist() if name.endswith("/LICENSE"))
        (entries,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert archive.read(licence) == (ROOT / "LICENSE").read_bytes()
        assert b"kg = kg.cli:main" in archive.read(entries)


def test_the_wheel_from_the_sdist_is_the_same(wheel: Path, released: Path) -> None:
    (other,) = released.glob("*.whl")
    assert names(other) == names(wheel)
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(other) as two:
        assert [name for name in names(wheel) if one.read(name) != two.read(name)] == []


def test_the_sdist_can_be_tested(released: Path) -> None:
    (made,) = released.glob("*.tar.gz")
    with tarfile.open(made) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "ontology.ttl", "Makefile", "README.md", "README.zh-CN.md"} <= held
    assert {"LICENSE", "CHANGELOG.md", "tests/test_wheel.py"} <= held
    assert "tests/articles/dev/w1-clean.txt" in held


def test_installed_it_runs_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("KG_", "PYTHON"))
    }
    environment = {**clean, "PYTHONSAFEPATH": "1"}

    def run(*command: object) -> str:
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env=environment,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = run(
        installed / "python",
        "-c",
        "import kg.ontology as o, extract; print(o.path(), extract.__file__)",
    )
    assert str(ROOT) not in where
    assert "kg/ontology.ttl" in where
    assert run(installed / "kg", "--version").startswith("kg, version ")
    run(installed / "kg", "build", PAGE)
    assert "红芯护航行动" in run(installed / "kg", "lookup", "红芯护航")
