"""Guides as HTML: rules with anchors, examples with icon and word, highlights as in articles."""

from annotations.templatetags.guides import guide

GUIDE = """# How we tag

Two highlights.

## 1. Tag the *content*

- **Good**: he said `[the quay held]`
- **Not so**: `[source: he] said`
- Neither.

### More

## Parts

`[14 boats]` … `[had been sunk]`, `x[0]`, `code`
"""


def test_rules_are_told_apart_with_their_anchors_and_numbers():
    made = guide(GUIDE)
    assert made.title == "How we tag"
    assert made.opening == "<p>Two highlights.</p>\n"
    assert [(rule.anchor, rule.number) for rule in made.rules] == [
        ("rule-tag-the-content", "1"),
        ("rule-parts", ""),
    ]
    assert made.rules[0].title == "Tag the <em>content</em>"


def test_an_example_has_an_icon_and_its_word():
    body = guide(GUIDE).rules[0].body
    assert body.count('<li class="example example-good"><strong class="verdict"><svg') == 1
    assert "</svg>Good</strong> he said " in body
    assert "</svg>Not so</strong> " in body
    assert "<li>Neither.</li>" in body


def test_a_highlight_is_marked_as_in_an_article_and_says_its_kind():
    body = guide(GUIDE).rules[0].body
    assert '<mark class="m k-claim t-claim">the quay held</mark>' in body
    assert (
        '<span class="visually-hidden">(Source) </span><mark class="m k-source t-source">he<'
        in body
    )


def test_nested_highlights_are_flat_segments():
    body = guide("## R\n\n`[a [b] [source: c]]`").rules[0].body
    assert '<mark class="m k-claim d-claim t-claim">b</mark>' in body
    assert '<mark class="m k-source k-claim t-source">c</mark>' in body


def test_parts_of_one_highlight_are_joined_and_code_stays_code():
    body = guide(GUIDE).rules[1].body
    assert '<span class="joint" aria-hidden="true">…</span>' in body
    assert "<code>code</code>" in body


def test_headings_lie_below_the_rules_own():
    assert "<h3>More</h3>" in guide(GUIDE).rules[0].body
    assert "<h4>More</h4>" in guide(GUIDE, 3).rules[0].body


def test_a_text_without_rules_is_all_opening():
    made = guide("Be fair.\n\n- **Good**: yes")
    assert (made.title, made.rules) == ("", [])
    assert "example-good" in made.opening


def test_a_second_title_is_a_rule():
    assert [rule.title for rule in guide("Hello\n\n# One\n\n# Two").rules] == ["One", "Two"]


def test_html_of_the_writers_own_is_words():
    made = guide('# <b>T</b>\n\n## <i>R</i>\n\n`[<script>x</script>]` <img src=x> `[k: "&]`')
    assert made.title == "<b>T</b>"  # words; the template escapes them
    [rule] = made.rules
    assert rule.title == "&lt;i&gt;R&lt;/i&gt;"
    assert "<script" not in rule.body
    assert "<img" not in rule.body
    assert "&lt;script&gt;x&lt;/script&gt;</mark>" in rule.body


def test_nothing_is_no_guide():
    assert guide("") == guide("   \n")
    assert guide("").rules == []
