"""Correcting from the page: off by default, behind a token, and not from other sites."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from kg import curation, graph
from kg.model import Article
from kg.store import Store

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "en"}
TOKEN = "a token of the tests"  # noqa: S105 - opens nothing else


@pytest.fixture
def place(tmp_path: Path, xiangcheng: Article) -> Path:
    with Store(tmp_path / "g.db") as store:
        graph.add(store, [xiangcheng])
    return tmp_path / "g.db"


@pytest.fixture
def editor(place: Path, serve: Any) -> Iterator[Any]:
    with serve(place, token=TOKEN) as client:
        yield client


def thing(client: Any, name: str) -> dict[str, str]:
    hits = json.loads(client.ask(f"/suggest?q={quote(name)}").text)
    found: dict[str, str] = next(hit for hit in hits if hit["name"] == name)
    return found


def post(client: Any, path: str, fields: dict[str, str], **headers: str) -> Any:
    sent = {**FORM, "Origin": client.address, "Sec-Fetch-Site": "same-origin"}
    sent |= {key.replace("_", "-"): value for key, value in headers.items()}
    return client.ask(
        path, "POST", urlencode(fields).encode(), {k: v for k, v in sent.items() if v}
    )


def signed_in(client: Any, page: str) -> tuple[str, str]:
    """The cookie and the mark of a session."""
    reply = post(client, "/enter", {"token": TOKEN, "back": page})
    assert (reply.status, reply.headers["location"]) == (303, page)
    kept = reply.headers["set-cookie"]
    assert "HttpOnly" in kept
    assert "SameSite=strict" in kept
    cookie = kept.partition(";")[0]
    text = client.ask(page, headers={"Cookie": cookie}).text
    match = re.search('name="mark" value="([0-9a-f]+)"', text)
    assert match is not None
    return cookie, match[1]


def test_it_is_off_unless_asked_for(client: Any) -> None:
    page = thing(client, "五色联盟")["page"]
    assert 'id="correct"' not in client.ask(page).text
    assert post(client, "/enter", {"token": ""}).status == 403
    assert post(client, "/correct", {"action": "drop"}).status == 403


def test_who_has_not_the_token_can_not_correct(editor: Any, place: Path) -> None:
    hit = thing(editor, "五色联盟")
    text = editor.ask(hit["page"]).text
    assert 'type="password"' in text
    assert 'name="mark"' not in text
    assert post(editor, "/enter", {"token": "guessed"}).status == 403
    fields = {"action": "rename", "iri": hit["iri"], "to": "别名"}
    assert post(editor, "/correct", fields).status == 403
    assert post(editor, "/correct", {**fields, "mark": ""}, Cookie="kg_edit=made-up").status == 403
    assert not curation.place(place).exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example", "Sec_Fetch_Site": "cross-site"},
        {"Origin": "http://evil.example", "Sec_Fetch_Site": ""},
        {"Origin": "null", "Sec_Fetch_Site": ""},
        {"Origin": "", "Sec_Fetch_Site": ""},
        {"Sec_Fetch_Site": "same-site"},
        {"Content_Type": "text/plain"},
    ],
)
def test_another_site_can_not_correct(editor: Any, place: Path, headers: dict[str, str]) -> None:
    hit = thing(editor, "五色联盟")
    cookie, mark = signed_in(editor, hit["page"])
    fields = {"action": "rename", "iri": hit["iri"], "to": "别名", "mark": mark}
    assert post(editor, "/correct", fields, Cookie=cookie, **headers).status in (403, 415)
    assert post(editor, "/correct", {**fields, "mark": "0" * 64}, Cookie=cookie).status == 403
    assert not curation.place(place).exists()


def test_a_correction_is_written_and_shown(editor: Any, place: Path) -> None:
    hit = thing(editor, "五色联盟")
    cookie, mark = signed_in(editor, hit["page"])
    fields = {"action": "rename", "iri": hit["iri"], "to": "五色融合联盟", "mark": mark}
    reply = post(editor, "/correct", fields, Cookie=cookie)
    assert reply.status == 303, reply.text
    assert thing(editor, "五色融合联盟")["form"] == "五色融合联盟"
    (line,) = tomllib.loads(curation.place(place).read_text("utf-8"))["rename"]
    assert line["to"] == "五色融合联盟"
    person = thing(editor, "李惠忠")
    fields = {"action": "drop", "iri": person["iri"], "mark": mark}
    assert post(editor, "/correct", fields, Cookie=cookie).status == 303
    assert json.loads(editor.ask(f"/suggest?q={quote('李惠忠')}").text) == []


def test_what_would_mean_nothing_is_refused_and_not_written(editor: Any, place: Path) -> None:
    hit = thing(editor, "五色联盟")
    cookie, mark = signed_in(editor, hit["page"])
    for more in (
        {"action": "same", "other": "没有的联盟"},
        {"action": "same", "other": ""},
        {"action": "erase"},
        {"action": "rename", "to": "x@y"},
    ):
        fields = {"iri": hit["iri"], "mark": mark, **more}
        assert post(editor, "/correct", fields, Cookie=cookie).status == 409
    assert not curation.place(place).exists()
