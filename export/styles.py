"""Colour and shape of types and relations, the same in every picture."""

from collections.abc import Mapping

# Shapes are vis-network's; hollow ones are drawn as an outline.
TYPES: Mapping[str, tuple[str, str, bool]] = {
    "Park": ("#2b6cb0", "hexagon", False),
    "Programme": ("#e8820c", "dot", False),
    "PartyOrganisation": ("#d3302f", "star", False),
    "GovernmentBody": ("#7e57a8", "square", False),
    "Company": ("#1f9384", "diamond", False),
    "Institution": ("#3f8fd0", "square", True),
    "Project": ("#9c6534", "triangle", False),
    "Person": ("#c9508f", "dot", True),
    "Place": ("#7c8798", "triangleDown", False),
}
RELATIONS: Mapping[str, str] = {
    "runs": "#e8820c",
    "partOf": "#b8860b",
    "memberOf": "#d3302f",
    "locatedIn": "#7c8798",
    "develops": "#9c6534",
    "holdsPosition": "#c9508f",
    "leads": "#8e2f6b",
    "unitOf": "#7e57a8",
    "activeIn": "#5f9ea0",
}
PLAIN = "#7c8798"
"""Of types and relations that have no colour of their own."""
