"""The locked versions in .ci are the ones that pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUN = [
    *PROJECT["project"]["dependencies"],
    *(line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra),
]
TEST = [*RUN, *PROJECT["dependency-groups"]["test"]]
_PIN = re.compile(r"^([a-z0-9._-]+)==(\S+)(.*?)(?: \\)?$", re.MULTILINE)


@pytest.mark.parametrize(
    ("lock", "asked"), [("requirements.lock", RUN), ("requirements-test.lock", TEST)]
)
def test_a_lock_holds_every_dependency_in_a_version_that_is_allowed(
    lock: str, asked: list[str]
) -> None:
    pins: dict[str, list[str]] = {}
    for name, version, _ in _PIN.findall((ROOT / ".ci" / lock).read_text("utf-8")):
        pins.setdefault(name, []).append(version)
    for requirement in map(Requirement, asked):
        versions = pins[canonicalize_name(requirement.name)]
        assert all(map(requirement.specifier.contains, versions)), "make lock"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_locked_version_has_its_hashes(lock: str) -> None:
    text = (ROOT / ".ci" / lock).read_text("utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_what_runs_is_tested_in_the_same_versions() -> None:
    run, test = (
        {(name, version) for name, version, _ in _PIN.findall((ROOT / ".ci" / lock).read_text())}
        for lock in ("requirements.lock", "requirements-test.lock")
    )
    assert run <= test
