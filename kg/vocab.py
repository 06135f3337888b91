"""The terms of the graph: one closed namespace, and the words that screens show for them.

``ontology.ttl`` says what each term means; a test holds the two to the same terms and labels.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

PK = "https://w3id.org/parkgraph/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DC = "http://purl.org/dc/elements/1.1/"
DCT = "http://purl.org/dc/terms/"
ORG = "http://www.w3.org/ns/org#"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
SCHEMA = "https://schema.org/"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "pk": PK,
        "rdf": RDF,
        "rdfs": RDFS,
        "xsd": XSD,
        "skos": SKOS,
        "dc": DC,
        "dcterms": DCT,
        "org": ORG,
        "prov": PROV,
        "oa": OA,
        "schema": SCHEMA,
        "void": VOID,
        "dcat": DCAT,
    }
)


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a kind: its local name and what people call it."""

    name: str
    zh: str
    en: str

    @property
    def iri(self) -> str:
        """The full IRI in the namespace of the ontology."""
        return PK + self.name


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two things, with the name and labels of its inverse."""

    name: str
    zh: str
    en: str
    inverse: str
    inverse_zh: str
    inverse_en: str

    @property
    def iri(self) -> str:
        """The full IRI in the namespace of the ontology."""
        return PK + self.name


_T = TypeVar("_T", Term, Relation)


def _by_name(*terms: _T) -> Mapping[str, _T]:
    return MappingProxyType({term.name: term for term in terms})


TYPES = _by_name(
    Term("Park", "园区", "Park"),
    Term("PartyOrganisation", "党组织", "Party organisation"),
    Term("GovernmentBody", "政府机构", "Government body"),
    Term("Company", "企业", "Company"),
    Term("Institution", "事业与社会机构", "Institution"),
    Term("Programme", "品牌与行动", "Programme"),
    Term("Project", "项目", "Project"),
    Term("Person", "人物", "Person"),
    Term("Place", "地点", "Place"),
)
ORGANISATION_TYPES = ("PartyOrganisation", "GovernmentBody", "Company", "Institution")

OTHER_CLASSES = _by_name(
    Term("Organisation", "组织机构", "Organisation"),
    Term("Article", "文章", "Article"),
    Term("Document", "来源文件", "Source document"),
    Term("Mention", "提及", "Mention"),
    Term("Statement", "陈述", "Statement"),
    Term("Period", "时间", "Period"),
    Term("Register", "名录", "Register"),
)

KINDS = _by_name(
    Term("brand", "品牌", "brand"),
    Term("alliance", "联盟", "alliance"),
    Term("initiative", "工程与行动", "initiative"),
    Term("method", "工作法", "work method"),
    Term("mechanism", "机制", "mechanism"),
    Term("platform", "平台", "platform"),
    Term("team", "队伍", "team"),
    Term("event", "活动", "event"),
    Term("policy", "政策", "policy"),
)

LEVELS = _by_name(Term("national", "国家级", "national"))

PREDICATES = _by_name(
    Relation("runs", "推行", "runs", "runBy", "推行者", "run by"),
    Relation("partOf", "属于", "part of", "hasPart", "包含", "has part"),
    Relation("memberOf", "参加", "member of", "hasMember", "成员", "has member"),
    Relation("locatedIn", "位于", "located in", "locationOf", "所在地有", "location of"),
    Relation("develops", "建设", "develops", "developedBy", "建设方", "developed by"),
    Relation(
        "holdsPosition", "任职于", "holds a position at", "positionHeldBy", "任职者", "staffed by"
    ),
    Relation("leads", "负责", "leads", "ledBy", "负责人", "led by"),
    Relation("unitOf", "隶属于", "unit of", "hasUnit", "下属单位", "has unit"),
    Relation("activeIn", "活动于", "active in", "hasActivePerson", "活动者", "has active person"),
)

# What is said of a thing.
KIND = PK + "kind"
EXPECTED_PARTS = PK + "expectedParts"
# What a register says of a park.
OFFICIAL_NAME = PK + "officialName"
LEVEL = PK + "level"
DIVISION_CODE = PK + "divisionCode"
PROVINCE = PK + "province"
CITY = PK + "city"
# What is said of a document and its articles.
SOURCE = PK + "source"
NUMBER = PK + "number"
DIGEST = PK + "digest"
TEXT = PK + "text"
START = PK + "start"
END = PK + "end"
IN_DOCUMENT = PK + "inDocument"
# What an article's own words are.
IN_ARTICLE = PK + "inArticle"
DENOTES = PK + "denotes"
AT = PK + "at"
LOCAL_ID = PK + "localId"
NAME = PK + "name"
ALIAS = PK + "alias"
STATED_TYPE = PK + "statedType"
STATED_KIND = PK + "statedKind"
STATED_PARTS = PK + "statedParts"
# What a statement rests on.
SUBJECT_MENTION = PK + "subjectMention"
OBJECT_MENTION = PK + "objectMention"
QUOTE = PK + "quote"
ROLE = PK + "role"
RULE = PK + "rule"
CONFIDENCE = PK + "confidence"

KIND_SCHEME = PK + "kinds"
LEVEL_SCHEME = PK + "levels"


def defined_terms() -> frozenset[str]:
    """Every IRI of our namespace that code may use; the namespace is closed over these."""
    classes = [*TYPES.values(), *OTHER_CLASSES.values(), *KINDS.values(), *LEVELS.values()]
    properties = {
        value
        for key, value in globals().items()
        if key.isupper() and isinstance(value, str) and value.startswith(PK) and value != PK
    }
    inverses = {PK + relation.inverse for relation in PREDICATES.values()}
    relations = {relation.iri for relation in PREDICATES.values()}
    return frozenset({term.iri for term in classes} | properties | relations | inverses)


def label(name: str, language: str = "zh") -> str:
    """Return what people call a type, kind or predicate; unknown names stay as they are."""
    for table in (TYPES, KINDS, LEVELS, OTHER_CLASSES):
        if name in table:
            return table[name].zh if language == "zh" else table[name].en
    if name in PREDICATES:
        relation = PREDICATES[name]
        return relation.zh if language == "zh" else relation.en
    return name


def local_name(iri: str) -> str:
    """Return the part of one of our IRIs after the namespace."""
    return iri.removeprefix(PK)
