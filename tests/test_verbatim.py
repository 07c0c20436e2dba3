"""Code that the Markdown parser does not see as such: nothing in it is changed, whatever it looks like."""

from __future__ import annotations

import time

import pytest

from cleaner import clean, verbatim

INSIDE = "# a comment\n\n\n\n* a \nFollow us on Twitter\n```\n<!-- ads begin -->\n  | x\n"
JUNK = '\n\n<ins class="adsbygoogle"></ins>\n'
PAIRS = [
    ("{% highlight bash %}", "{% endhighlight %}"),
    ("{%- highlight ruby linenos -%}", "{%- endhighlight -%}"),
    ("{% codeblock lang:js app.js %}", "{% endcodeblock %}"),
    ('{{< highlight go "linenos=table" >}}', "{{< /highlight >}}"),
    ('{{< code file="a.html" >}}', "{{< / code >}}"),
    ("{{% output %}}", "{{% /output %}}"),
]


@pytest.mark.parametrize(("opening", "closing"), PAIRS)
def test_code_in_template_tags_is_untouched(opening: str, closing: str) -> None:
    block = f"{opening}\n{INSIDE}{closing}\n"
    result = clean(f"# T\n\nWords of prose that stand above it.\n\n{block}\nWords below.{JUNK}")
    assert result.markdown == f"# T\n\nWords of prose that stand above it.\n\n{block}\nWords below.\n"
    code = [x for x in result.document.leaves if x.kind == "code"]
    assert [result.document.plain(x) for x in code] == [INSIDE]


def test_it_is_code_in_lists_and_quotes_and_lines() -> None:
    text = "1. a\n\n   {% highlight sh %}\n   # x\n   {% endhighlight %}\n2. b\n\n> {{< code >}}\n> # x\n> {{< /code >}}\n\n{{< code >}}# x{{< /code >}}\n"
    result = clean(text + JUNK)
    assert result.markdown == text
    assert [result.document.text[a:b].count("# x") for a, b in result.document.code] == [1, 1, 1]


@pytest.mark.parametrize(
    "text",
    [
        "```\n{% highlight sh %}\n```\n\n{% endhighlight %}",  # a fence shows the tag
        "{% highlight sh %}\n\n# x",  # nothing ends it
        "{{< code />}}\n\n# x\n\n{{< /code >}}",
        "Words {% highlight sh %}\n# x\n{% endhighlight %}",
        "{% raw %}\n# x\n{% endraw %}",
        "{{< card >}}\n# x\n{{< /card >}}",
    ],
)
def test_what_is_no_such_code(text: str) -> None:
    assert verbatim.tagged(text) == []


@pytest.mark.parametrize("lead", ["1. a\n\n   ", "> "])
def test_tags_that_stand_across_a_list_or_a_quote_swallow_nothing(lead: str) -> None:
    text = f"{lead}{{% highlight sh %}}\nwords\n{lead[:0]}   {{% endhighlight %}}\n\n## Part\n\nWords.{JUNK}"
    result = clean(text)
    assert "adsbygoogle" not in result.markdown
    assert any(x.kind == "heading" for x in result.document.leaves)


def test_deep_fences_of_mdx() -> None:
    block = "    ```bash\n    # macOS\n    export A=b \n\n    # Windows\n    set A b\n    ```\n"
    text = f"import A from 'a'\n\n!!! note\n\n{block}\n    ## Part\n\n    Words.{JUNK}"
    result = clean(text, path="a.mdx")
    assert block in result.markdown
    assert [x.info for x in result.document.leaves if x.kind == "code"] == ["bash"]
    assert any(x.kind == "heading" for x in result.document.leaves)


@pytest.mark.parametrize(
    "text",
    [
        "{% highlight sh %}\n",
        "{% highlight sh",
        "{{< code >}}\n",
        "    ```\n",
        "```\n{% code %}\n",
        "{% code %}{% endcode %}\n",
    ],
)
def test_time_grows_with_the_text_only(text: str) -> None:
    started = time.process_time()
    verbatim.tagged(text * 20_000)
    list(verbatim.deep(text * 20_000))
    assert time.process_time() - started < 3
