"""Projects: one name, and one park or one developer."""

from kg import names
from kg.identity.profiles import Profile
from kg.identity.scene import Scene
from kg.view import Key, Mark


def describe(scene: Scene, key: Key) -> Profile:
    """Return the profile of a project."""
    seen = scene.seen
    developers = {scene.iris[k] for k in seen.subjects(key, "develops") if k in scene.iris}
    around = sorted(scene.parks.of(key) | developers)
    marks: list[Mark] = []
    for index, form in enumerate(map(names.normal, seen.forms[key])):
        if form not in names.generic().projects and (index == 0 or len(form) >= 4):
            marks += [("project-near", form, other) for other in around]
    return scene.profile(key, marks)
