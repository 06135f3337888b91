"""Loading a test module by its place: what tests of several folders share stands in one of them."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def load(*parts: str) -> ModuleType:
    """Return the module at ``tests/<parts…>``."""
    path = Path(__file__).parents[1].joinpath(*parts)
    spec = importlib.util.spec_from_file_location("_".join(parts).removesuffix(".py"), path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
