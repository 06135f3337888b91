"""What notebooks show of graphs, cards and tables: HTML, with every text from pages escaped."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from kg import vocab

if TYPE_CHECKING:
    from kg.facts import Evidence, KnownFact, Ref
    from kg.lookup import Card

_ROWS = 50
"""Rows that a table shows before it says how many more there are."""
_LISTS = {
    "parks": "园区",
    "wholes": "属于",
    "parts": "组成",
    "members": "成员",
    "programmes": "品牌与行动",
    "companies": "企业",
    "projects": "项目",
    "people": "人物",
    "organisations": "机构",
}


def table(columns: Sequence[str], rows: Sequence[Iterable[object]], caption: str = "") -> str:
    """Return an HTML table of the first rows."""
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>"
        for row in rows[:_ROWS]
    )
    left = len(rows) - _ROWS
    more = f"<p>… {left} more rows</p>" if left > 0 else ""
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _cell(value: object) -> str:
    return "" if value is None else escape(str(value))


def counts(name: str, found: Mapping[str, int | Mapping[str, int]]) -> str:
    """Return the counts of a graph, as :func:`kg.graph.statistics` gives them."""
    rows: list[tuple[object, object]] = []
    for key, value in found.items():
        if isinstance(value, int):
            rows.append((key, value))
        else:
            rows += [(vocab.label(inner), count) for inner, count in value.items()]
    return table(("", ""), rows, name)


def card(shown: "Card") -> str:
    """Return a card: names, lists, and each fact with its sentences."""
    labels = [vocab.label(shown.type), *([vocab.label(shown.kind)] if shown.kind else [])]
    lines = [f"<h4>{escape(shown.name)} <small>{escape(' · '.join(labels))}</small></h4>"]
    if shown.aliases:
        lines.append(f"<p>又称：{escape('、'.join(shown.aliases))}</p>")
    lists = {label: getattr(shown, field) for field, label in _LISTS.items()}
    items = (f"<dt>{label}</dt><dd>{_names(refs)}</dd>" for label, refs in lists.items() if refs)
    lines.append(f"<dl>{''.join(items)}</dl>")
    lines.append(f"<ul>{''.join(_fact(fact) for fact in shown.facts)}</ul>")
    return "<div>" + "".join(lines) + "</div>"


def _names(refs: "Iterable[Ref]") -> str:
    return escape("、".join(ref.name for ref in refs))


def _fact(fact: "KnownFact") -> str:
    role = f"（{fact.role}）" if fact.role else ""
    said = f"{fact.subject.name} — {vocab.label(fact.predicate)} → {fact.object.name}{role}"
    return f"<li>{escape(said)}{''.join(_quote(e) for e in fact.evidence)}</li>"


def _quote(evidence: "Evidence") -> str:
    where = f"{evidence.source}:{evidence.start}-{evidence.end}"
    source = " ".join(part for part in (evidence.title, evidence.date, where) if part)
    return f"<blockquote>{escape(evidence.text)}<br><small>{escape(source)}</small></blockquote>"
