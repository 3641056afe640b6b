"""JavaScript without what only its readers need: comments, space, and long names of what it declares itself.

For the page's own script, which keeps to this: statements end with semicolons, a regular expression stands only where
an operand begins, and there are no classes, getters, labels, `with` or `eval`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORDS = frozenset(
    re.findall(
        r"\w+",
        "async await break case catch const continue default delete do else false finally for function if in "
        "instanceof let new null of return switch this throw true try typeof undefined var void while yield",
    )
)
_TOKEN = re.compile(
    r"""(?P<space>(?:\s|//[^\n]*|/\*.*?\*/)+)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<number>\d[\w.]*|\.\d\w*)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<sign>\?\?=|\|\|=|&&=|===|!==|>>>|\.\.\.|=>|\?\.(?!\d)|\?\?|\|\||&&|\+\+|--|<<|>>|[=!<>+*/%&|^-]=|[^\w\s"'\\`@#])""",
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"(?P<text>/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*)")
_TEMPLATE = re.compile(r"(?P<template>[`}](?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{))", re.DOTALL)
_LETTERS = "etnriosacldupmhgfbvywkxjzqEATSCLOIMPBDNRFHGUVWKXYJQZ"
"""The most frequent in texts first."""

_CLOSING = frozenset(")]}")
_BEFORE_BLOCK = frozenset((")", "=>", ";", "{", "}", "else", "try", "finally", "do", "catch", ""))
_BEFORE_OPERAND = frozenset(
    ("", "return", "typeof", "=>", "&&", "||", "??", "===", "!==", "${", *"(,=:[!&|?{};+-*%<>")
)


@dataclass(slots=True, eq=False)
class _Scope:
    """A function, or the whole program.

    Attributes:
        declared: names, in the order in which they are; whether each is somewhere a key as well, and therefore stays.
        needed: names that it or a function inside of it uses of functions around it, with the function of each.
        short: name → its short name.
    """

    around: _Scope | None = None
    declared: dict[str, bool] = field(default_factory=dict)
    needed: set[tuple[_Scope, str]] = field(default_factory=set)
    short: dict[str, str] = field(default_factory=dict)

    def outward(self) -> Iterator[_Scope]:
        """This one and those around it, the innermost first."""
        scope: _Scope | None = self
        while scope:
            yield scope
            scope = scope.around

    def owner(self, name: str) -> _Scope | None:
        """The innermost that declares a name."""
        return next((scope for scope in self.outward() if name in scope.declared), None)


_NOWHERE = _Scope()


@dataclass(slots=True)
class _Token:
    """A token, and what it is to the names.

    Attributes:
        kind: name, number, text, template (a piece of one, up to what is put in), sign.
        pair: of a bracket, and of a piece of a template, the index of what it opens or closes with; else -1.
        variable, key: what a name is: `variable`, `{ key: 1 }.key`, or both: `{ name }`.
        scope: the innermost function that it stands in.
    """

    kind: str
    text: str
    pair: int = -1
    variable: bool = False
    key: bool = False
    scope: _Scope = _NOWHERE

    @property
    def opens(self) -> bool:
        """A bracket, or a piece of a template that an expression follows."""
        return self.text in {"(", "[", "{"} or (self.kind == "template" and self.text.endswith("${"))

    @property
    def closes(self) -> bool:
        """The other end of one."""
        return self.text in _CLOSING or (self.kind == "template" and self.text.startswith("}"))


def shorten(code: str) -> str:
    """The same program in fewer bytes.

    Raises:
        ValueError: it is no JavaScript.
    """
    tokens = list(_tokens(code))
    _match(tokens)
    _tell_keys(tokens)
    scopes = _scopes(tokens)
    for index in _declarations(tokens):
        tokens[index].scope.declared[tokens[index].text] = False
    fixed = _foreign(tokens).union(name for scope in scopes for name, stays in scope.declared.items() if stays)
    for scope in scopes:
        _name(scope, fixed)
    return _joined([_renamed(token) for token in tokens])


def _tokens(code: str) -> Iterator[_Token]:
    place, before = 0, ""
    braces: list[int] = []  # open ones in what is put into each open template
    while place < len(code):
        kind, text = _next(code, place, before, in_template=braces[-1:] == [0])
        place += len(text)
        if kind == "space":
            continue
        token = _Token(kind, text)
        yield token
        if kind == "template":
            del braces[len(braces) - token.closes :]
            braces += [0] * token.opens
        elif braces:
            braces[-1] += (text == "{") - (text == "}")
        before = "${" if kind == "template" and token.opens else text


def _next(code: str, place: int, before: str, *, in_template: bool) -> tuple[str, str]:
    """Kind and text of the next token, or of space."""
    pattern = _TOKEN
    if code[place] == "`" or (in_template and code[place] == "}"):
        pattern = _TEMPLATE
    elif code[place] == "/" and before in _BEFORE_OPERAND and not code.startswith(("//", "/*"), place):
        pattern = _REGEX
    found = pattern.match(code, place)
    if not found or not found.lastgroup:
        raise ValueError(f"not JavaScript: {code[place : place + 40]!r}")
    return found.lastgroup, found[0]


def _match(tokens: Sequence[_Token]) -> None:
    """Pair the brackets, and each piece of a template with the next."""
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.closes:
            if not opened:
                raise ValueError(f"nothing opens what {token.text!r} closes")
            token.pair = opened.pop()
            tokens[token.pair].pair = index
        if token.opens:
            opened.append(index)
    if opened:
        raise ValueError(f"nothing closes what {tokens[opened[-1]].text!r} opens")


def _tell_keys(tokens: Sequence[_Token]) -> None:
    """Which names are variables, and which are keys."""
    objects: list[bool] = []  # of the brackets that are open, which are objects or patterns
    for index, token in enumerate(tokens):
        before, after = _text(tokens, index - 1), _text(tokens, index + 1)
        if token.closes:
            objects.pop()
        if token.opens:
            objects.append(token.text == "{" and before not in _BEFORE_BLOCK)
        elif token.kind == "name" and token.text not in _WORDS:
            token.key = before in {".", "?."} or (objects[-1:] == [True] and before in {"{", ","})
            token.variable = not token.key or not (before in {".", "?."} or after in {":", "("})


def _text(tokens: Sequence[_Token], index: int) -> str:
    return tokens[index].text if 0 <= index < len(tokens) else ""


def _scopes(tokens: Sequence[_Token]) -> list[_Scope]:
    """Every function after those around it; tokens learn which they stand in."""
    functions = sorted(_functions(tokens), key=lambda ends: (-ends[0], ends[1]))
    program = _Scope()
    scopes, within = [program], [(program, len(tokens))]
    for index, token in enumerate(tokens):
        while within[-1][1] < index:
            within.pop()
        while functions and functions[-1][0] == index:
            scopes.append(_Scope(within[-1][0]))
            within.append((scopes[-1], functions.pop()[1]))
        token.scope = within[-1][0]
    return scopes


def _functions(tokens: Sequence[_Token]) -> Iterator[tuple[int, int]]:
    """Where functions begin, with their parameters, and end."""
    for index, token in enumerate(tokens):
        if token.text == "=>":
            start = tokens[index - 1].pair if tokens[index - 1].text == ")" else index - 1
            block = tokens[index + 1].text == "{"
            yield start, tokens[index + 1].pair if block else _end(tokens, index + 1) - 1
        elif token.kind == "name" and token.text == "function":
            start = next(at for at in range(index, len(tokens)) if tokens[at].text == "(")
            yield start, tokens[tokens[start].pair + 1].pair


def _end(tokens: Sequence[_Token], index: int) -> int:
    """The index of what ends an expression."""
    while tokens[index].text not in {",", ";"} and not tokens[index].closes:
        while tokens[index].opens:
            index = tokens[index].pair
        index += 1
    return index


def _declarations(tokens: Sequence[_Token]) -> Iterator[int]:
    """Where names are declared: by word, as parameters, or in patterns of either."""
    for index, token in enumerate(tokens):
        if token.kind == "name" and token.text in {"const", "let", "function"}:
            first = index + 1 + (_text(tokens, index + 1) == "*")
            pattern = token.text != "function" and tokens[first].opens
            yield from _bound(tokens, first, tokens[first].pair if pattern else first)
        elif token.text == "(" and _takes_parameters(tokens, index):
            yield from _bound(tokens, index, token.pair)
        elif token.kind == "name" and _text(tokens, index + 1) == "=>":
            yield index


def _takes_parameters(tokens: Sequence[_Token], index: int) -> bool:
    """Whether an opening parenthesis is that of a function or of `catch`."""
    word = _text(tokens, index - 2 - (_text(tokens, index - 2) == "*"))
    return "function" in {word, _text(tokens, index - 1)} or (
        _text(tokens, index - 1) == "catch" or _text(tokens, tokens[index].pair + 1) == "=>"
    )


def _bound(tokens: Sequence[_Token], index: int, last: int) -> Iterator[int]:
    """Names that a pattern binds; what is after `=` is used, not bound."""
    while index <= last:
        if tokens[index].text == "=":
            index = _end(tokens, index + 1)
        elif tokens[index].variable:
            yield index
        index += 1


def _foreign(tokens: Sequence[_Token]) -> frozenset[str]:
    """Names that nothing declares. Of the others, functions learn which they need, and which are keys as well."""
    foreign = set(_WORDS)
    for token in tokens:
        owner = token.scope.owner(token.text) if token.variable else None
        if owner:
            owner.declared[token.text] |= token.key
            for scope in token.scope.outward():
                if scope is owner:
                    break
                scope.needed.add((owner, token.text))
        elif token.variable:
            foreign.add(token.text)
    return frozenset(foreign)


def _name(scope: _Scope, fixed: frozenset[str]) -> None:
    """Short names, in the order of declaration, other than those that the function needs from around it.

    So parameters of most functions have the same names, which compresses well.
    """
    taken = fixed.union(owner.short[name] for owner, name in scope.needed)
    letters = ("".join(name) for length in count(1) for name in product(_LETTERS, repeat=length))
    free = (name for name in letters if name not in taken)
    scope.short = {name: name if stays else next(free) for name, stays in scope.declared.items()}


def _renamed(token: _Token) -> str:
    """A variable by its short name; and one word for all that are declared, which compresses better than two."""
    if token.kind == "name" and token.text == "const" and not token.key:
        return "let"
    owner = token.scope.owner(token.text) if token.variable else None
    return owner.short[token.text] if owner else token.text


def _joined(texts: Sequence[str]) -> str:
    """Texts with a space only where two would run into one."""
    parts: list[str] = []
    last = ""
    for text in texts:
        if (_is_word(last) and _is_word(text[0])) or (last in {"+", "-"} and text[0] == last):
            parts.append(" ")
        parts.append(text)
        last = text[-1]
    return "".join(parts)


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter in {"_", "$"}
