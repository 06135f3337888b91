"""SPARQL from a small grammar, as it is and spoilt."""

from hypothesis import strategies as st
from texts import PIECES

_VARIABLES = st.sampled_from(("?s", "?p", "?o", "?x", "$y"))
_IRIS = st.sampled_from(
    "pk:runs pk:Park a rdf:type skos:prefLabel pk:none rdfs:label <urn:x> <http://x.example/园> <x>"
    " <> none:x : _:b [] <urn:\\u5712> <urn:a b>".split(" ")
)
_QUOTED = PIECES.map(
    lambda piece: '"' + piece[:60].replace("\\", "").replace('"', "").replace("\n", " ") + '"'
)
_LITERALS = st.one_of(
    _QUOTED,
    st.builds(
        lambda text, tag: text + tag, _QUOTED, st.sampled_from(("@zh", "@x-y-z", "^^xsd:int"))
    ),
    st.sampled_from(
        "1 -0 1e999 .5 true '' ''' \"\"\" '\\u0000' '\\uD800' \"x\"^^xsd:dateTime "
        "99999999999999999999 "
        '"9999999999-01-01T00:00:00Z"^^xsd:dateTime "P9999999999Y"^^xsd:duration'.split()
    ),
)
_TERMS = st.one_of(_VARIABLES, _IRIS, _LITERALS)
_STEPS = st.recursive(
    _IRIS,
    lambda inner: st.one_of(
        st.builds("({}/{})".format, inner, inner),
        st.builds("({}|{})".format, inner, inner),
        st.builds("{}{}".format, inner, st.sampled_from("*+?")),
        st.builds("^{}".format, inner),
        st.builds("!({})".format, inner),
    ),
    max_leaves=6,
)
_EXPRESSIONS = st.recursive(
    _TERMS,
    lambda inner: st.one_of(
        st.builds(
            "({} {} {})".format, inner, st.sampled_from("+ - * / = != < && || IN".split()), inner
        ),
        st.builds("(!{})".format, inner),
        st.builds(
            "{}({})".format,
            st.sampled_from(
                "STR LANG IRI BNODE ABS STRLEN UCASE MD5 SHA512 YEAR COUNT SUM AVG ISIRI bound "
                "ENCODE_FOR_URI xsd:integer xsd:dateTime pk:f".split()
            ),
            inner,
        ),
        st.builds(
            "{}({}, {}, {})".format,
            st.sampled_from("SUBSTR REGEX REPLACE IF COALESCE CONCAT STRDT".split()),
            inner,
            inner,
            inner,
        ),
        st.builds(
            'REGEX({}, "{}")'.format, inner, st.sampled_from(("(a*)*b", "[", "(?=x)", "a{9999}"))
        ),
    ),
    max_leaves=6,
)
_TRIPLES = st.builds("{} {} {} .".format, _TERMS, st.one_of(_VARIABLES, _STEPS), _TERMS)
_PATTERNS = st.recursive(
    st.lists(_TRIPLES, max_size=3).map(" ".join),
    lambda inner: st.one_of(
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        st.builds("OPTIONAL {{ {} }}".format, inner),
        st.builds("MINUS {{ {} }}".format, inner),
        st.builds("{} FILTER({})".format, inner, _EXPRESSIONS),
        st.builds("{} BIND({} AS ?z)".format, inner, _EXPRESSIONS),
        st.builds("GRAPH {} {{ {} }}".format, _TERMS, inner),
        st.builds("SERVICE {} {{ {} }}".format, _TERMS, inner),
        st.builds("FILTER NOT EXISTS {{ {} }}".format, inner),
        st.builds("{{ SELECT {} {{ {} }} }}".format, _VARIABLES, inner),
        st.builds("{} VALUES ?s {{ {} {} }}".format, inner, _TERMS, _TERMS),
    ),
    max_leaves=6,
)
_HEADS = st.sampled_from(
    (
        "SELECT *",
        "SELECT DISTINCT ?s",
        "SELECT (COUNT(*) AS ?n)",
        "ASK",
        "DESCRIBE ?s",
        "DESCRIBE <x>",
        "CONSTRUCT { ?s ?p ?o }",
        "CONSTRUCT",
        "SELECT (SUM(?o) AS ?n) ?s",
        "INSERT",
        "DELETE",
        "PREFIX x: <urn:x#> SELECT ?x",
        "BASE <urn:b> ASK",
        "SELECT * FROM <urn:x>",
        "ASK FROM NAMED <x>",
    )
)
_TAILS = st.one_of(
    st.sampled_from(
        (
            "",
            "",
            " LIMIT 3",
            " LIMIT 0",
            " OFFSET 99999999999999999999",
            " GROUP BY ?s",
            " ORDER BY ?o",
            " HAVING(?x)",
            " VALUES ?s { UNDEF }",
            " ; DROP ALL",
            " #",
            " LIMIT -1",
            "\0",
        )
    ),
    st.builds(" ORDER BY DESC({})".format, _EXPRESSIONS),
)
_WHOLE = st.builds("{} {{ {} }}{}".format, _HEADS, _PATTERNS, _TAILS)


@st.composite
def _spoilt(draw: st.DrawFn) -> str:
    """Draw a query with words left out, said again, put elsewhere or replaced by a text."""
    words = draw(_WHOLE).split(" ")
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(words) - 1))
        word = words[place]
        where = draw(st.integers(0, len(words)))
        other = draw(st.sampled_from(([], [word] * 2, [draw(PIECES)[:60]], [word[::-1]])))
        words[place : place + 1] = other
        words[where:where] = [word] if draw(st.booleans()) else []
        words = words or [""]
    return " ".join(words)


_NESTED = st.builds(
    lambda opening, times, closing: (
        "SELECT * { " + opening * times + " ?s ?p ?o " + closing * times
    ),
    st.sampled_from(
        ("{", "OPTIONAL {", "FILTER(", "?s ?p (", "[ ?p ", "{SELECT*{", "FILTER(!", "<<")
    ),
    st.sampled_from((5, 50, 900)),
    st.sampled_from(("", "}", ")", "]", "}}")),
)
QUERIES = st.one_of(_WHOLE, _WHOLE, _spoilt(), _spoilt(), _NESTED)
