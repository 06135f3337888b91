from extract.html import read_page

PAGE = """<!DOCTYPE html><html><head><title>甲园开工_园区_某网</title>
<meta name="PubDate" content="2024-01-02"><style>p{color:red}</style>
<script>var hot = ["乙园的新闻"];</script></head><body>
<nav><a href="/">首页</a></nav>
<div class="crumb">位置：<a href="/">首页</a></div>
<h1>甲园开工<br>——丙厂记</h1>
<div class="info"><span>2024-01-02</span><span>来源：某报</span><span>作者：王一</span></div>
<div class="article-sidebar-wrap"><p>甲<span>园</span>区今天<b>开工</b>。</p><p hidden>藏着</p>
<table><tr><td>甲厂</td><td>乙厂</td></tr></table></div>
<ul><li><a href="1">丁园签约</a></li><li><a href="2">戊园招商</a></li></ul>
<footer>版权所有</footer></body></html>"""


def test_what_a_reader_sees_is_there_line_by_line() -> None:
    lines = read_page(PAGE).text.split("\n")
    assert lines[:2] == ["甲园开工", "——丙厂记"]
    assert "甲园区今天开工。" in lines
    assert "甲厂" in lines


def test_furniture_is_left_out() -> None:
    text = read_page(PAGE).text
    for word in ("首页", "乙园", "丁园", "戊园", "版权", "藏着", "color"):
        assert word not in text


def test_metadata_and_headings_are_kept() -> None:
    page = read_page(PAGE)
    assert (page.title, page.date) == ("甲园开工_园区_某网", "2024-01-02")
    assert page.headings[0] == (0, 1)


def test_fields_of_a_line_stay_apart() -> None:
    assert "来源：某报 作者：王一" in read_page(PAGE).text


def test_broken_markup_is_read_as_far_as_it_goes() -> None:
    assert read_page("<p>甲园<b>开工<p>乙厂").text == "甲园开工\n乙厂"
    assert read_page("").text == ""
    assert read_page("<div>" * 3000 + "深").text in ("深", "")
