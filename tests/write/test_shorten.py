"""JavaScript with short names: what may change, what must not, and that both programs do the same."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from infra_design.write import script
from infra_design.write import shorten as tool
from infra_design.write.shorten import shorten

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CASES = {
    "comments and space go": ("// one\nlet a; /* two */  a = 1;\n", "let e;e=1;"),
    "words keep their space": ("return  typeof x in y;", "return typeof x in y;"),
    "signs that would become others keep theirs": ("x = a + +b - -c;", "x=a+ +b- -c;"),
    "names that nothing declares stay": ("document.title = title;", "document.title=title;"),
    "what is declared gets short names": ("const name = 1; use(name);", "let e=1;use(e);"),
    "properties stay": ("const one = {}; one.one = one?.one;", "let e={};e.one=e?.one;"),
    "keys stay": ("const key = 1; use({ key: key, other: [key] });", "let e=1;use({key:e,other:[e]});"),
    "a variable that is a key as well stays": ("const key = 1; use({ key }, key);", "let key=1;use({key},key);"),
    "in patterns likewise": ("const { key, deep: { other }, more: one } = x;", "let{key,deep:{other},more:e}=x;"),
    "a default is not bound": ("const f = ([key = other, ...rest]) => rest;", "let e=([e=other,...t])=>t;"),
    "functions use names again": ("const f = (x) => x; const g = (y) => y;", "let e=(e)=>e;let t=(e)=>e;"),
    "but not those that they need": ("const far = 1; const f = (x) => x + far;", "let e=1;let t=(t)=>t+e;"),
    "what nothing declares is never taken": ("const name = e; use(name, t);", "let n=e;use(n,t);"),
    "nor what stays": ("const x = 1; const f = ({ e }) => e + x;", "let t=1;let n=({e})=>e+t;"),
    "texts stay": ("const name = 'name'; use(\"name\", name);", "let e='name';use(\"name\",e);"),
    "what is put into a template is code": (
        "const n = 1; x = `n ${n + `${n}`} n`;",
        "let e=1;x=`n ${e+`${e}`} n`;",
    ),
    "regular expressions stay": ("const n = /[/n]\\/n/g; x = n / 2;", "let e=/[/n]\\/n/g;x=e/2;"),
    "a block is no object": ("if (x) { name, other } let name;", "if(x){e,other}let e;"),
    "a body that is an expression ends": ("use((n) => n ? { n: n } : [n], n);", "use((e)=>e?{n:e}:[e],n);"),
    "generators have names, too": ("function* walk(step) { yield step; } walk();", "function*e(e){yield e;}e();"),
}


@pytest.mark.parametrize("name", CASES)
def test_shortened(name: str) -> None:
    code, expected = CASES[name]
    assert shorten(code) == expected


@pytest.mark.parametrize("code", ["f(", "}", "x = `open", "const a = \\;", "'open"])
def test_what_is_no_javascript_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=r"JavaScript|closes|opens"):
        shorten(code)


def test_the_same_always() -> None:
    script.page_script.cache_clear()
    first = script.page_script()
    script.page_script.cache_clear()
    assert first == script.page_script()


def test_it_is_worth_it() -> None:
    code = "".join(path.read_text("utf-8") for path in sorted(script._FOLDER.glob("*.js")))  # noqa: SLF001 — the sources
    assert len(gzip.compress(script.page_script(), 9)) < 0.85 * len(gzip.compress(code.encode(), 9))


def meanings(code: str) -> list[tuple[object, ...]]:
    """Of each token what it is: a variable of which function, the how manieth; anything else as it stands."""
    tokens = list(tool._tokens(code))  # noqa: SLF001 — asked about itself
    tool._match(tokens)  # noqa: SLF001
    tool._tell_keys(tokens)  # noqa: SLF001
    scopes = {id(scope): place for place, scope in enumerate(tool._scopes(tokens))}  # noqa: SLF001
    for index in tool._declarations(tokens):  # noqa: SLF001
        tokens[index].scope.declared[tokens[index].text] = False
    told: list[tuple[object, ...]] = []
    for token in tokens:
        owner = token.scope.owner(token.text) if token.variable else None
        if owner:
            told.append((scopes[id(owner)], list(owner.declared).index(token.text), token.key and token.text))
        else:
            told.append((token.kind, token.text.replace("const", "let")))
    return told


def test_in_the_pages_script_every_name_still_means_the_same() -> None:
    files = [(script._FOLDER / f"{name}.js").read_text("utf-8") for name in script._FILES]  # noqa: SLF001 — the sources
    code = "".join(files)
    before, after = meanings(code), meanings(shorten(code))
    assert len(before) > 5000
    assert before == after


PROGRAM = """
const log = [];
function outer(value, { deep: [first, ...rest] = [value, 2, 3], name = `n${value}` } = {}) {
  const found = new Map([[value, { value, name }]]);
  for (const [key, { name: inner }] of found) log.push([key, inner, first, rest.length]);
  try {
    const value = first / 2;
    log.push(value, /o[/]?/.test(name) ? "yes" : 'no', ((value) => ({ value, first }))(7));
    throw new Error(`${name} ${[1, 2].map((n) => n * first)}`);
  } catch (error) {
    log.push(error.message);
  }
  const again = (n) => (n > 0 ? [n, ...again(n - 1)] : []);
  log.push(again(3), value + +first - -first, typeof nothing, rest?.[0] ?? "none");
  return log;
}
outer(4);
outer(5, { deep: ["a"], name: "b" });
const steps = function* (most) { for (let at = 0; at < most; at++) yield { at }; };
for (const { at } of steps(3)) log.push(at);
log.push(Object.entries({ log: 1, value: 2 }).map(([name, value]) => name + value));
window.log = log;
"""


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_both_programs_do_the_same(browser: Browser) -> None:
    page = browser.new_page()
    said = []
    for code in (PROGRAM, shorten(PROGRAM)):
        page.evaluate(f"(() => {{ {code} }})()")
        said.append(json.dumps(page.evaluate("window.log")))
    page.close()
    assert said[0] == said[1]
    assert len(said[0]) > 200
