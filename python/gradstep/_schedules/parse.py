"""Schedules from text, without evaluating it: what their repr writes, and a little more."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from .._core import Schedule
from .._messages import nearest
from ..errors import ScheduleError

# Far above what is written by hand or by repr, and far below what makes Python's own parser
# overflow its stack, or an int so long that it cannot be shown.
MOST_CHARACTERS = 100_000
MOST_DIGITS = 100
DEEPEST = 200  # tokens around a token, the brackets' included

ALLOWED = (
    "allowed are the classes and functions of gradstep.schedules that make schedules, numbers, "
    "strings, None, True, False, lists, tuples, * and +"
)
NO_MAKERS = {
    *("Lambda", "MultiplicativeLambda", "as_schedule"),  # take functions
    *("Composite", "Schedule"),  # have no constructor
    "parse",
}
TOKENS = {
    tokenize.NAME,
    tokenize.NUMBER,
    tokenize.STRING,
    tokenize.OP,
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.ENDMARKER,
}


def parse(text: str, known: Mapping[str, Any]) -> Schedule:
    """The schedule that a text describes, such as ``"warmup(Cosine(3e-4, steps=900), 100)"``.

    The text is a Python expression in which only this is understood: calls of the classes and
    functions of gradstep.schedules that make schedules out of data (so not Lambda), numbers,
    strings, None, True, False, lists, tuples, and ``*`` and ``+`` between schedules and numbers.
    ``parse(repr(s)) == s``. Python evaluates nothing of it.

    Args:
        text: The expression.
        known: The public names of gradstep.schedules, which imports this module.

    Raises:
        ScheduleError: the text has something else in it, or describes no schedule; the message
            shows the part concerned.
    """
    if not isinstance(text, str):
        raise ScheduleError(f"parse: text must be a string, not {text!r}", name="text", value=text)
    makers = {name: value for name, value in known.items() if name not in NO_MAKERS}
    return _Reader(text, makers).read()


class _Reader:
    """One text on its way to a schedule."""

    def __init__(self, text: str, makers: Mapping[str, Callable[..., Any]]) -> None:
        self.text = text.strip()
        self.makers = makers  # by name, what may be called

    def read(self) -> Schedule:
        if not self.text:
            self._refuse(self.text, "it is empty")
        self._limit()
        try:
            body = ast.parse(self.text, mode="eval").body
        except SyntaxError as error:
            self._refuse(self.text, f"{error.msg}{_where(error)}")
        except (ValueError, MemoryError, RecursionError) as error:
            self._refuse(self.text, str(error) or "it is nested too deeply")
        value = self._value(body)
        if not isinstance(value, Schedule):
            hint = "; write Constant(…)" if isinstance(value, (int, float)) else ""
            self._refuse(self.text, f"it is no schedule{hint}")
        return value

    def _limit(self) -> None:
        """Refuse a text that is too long or too deep for Python's parser, before that sees it."""
        if len(self.text) > MOST_CHARACTERS:
            self._refuse(self.text, f"it has more than {MOST_CHARACTERS} characters")
        around = [0]  # tokens since the last comma, in each pair of brackets that is open
        try:
            for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
                if token.type not in TOKENS:
                    self._refuse(token.string, ALLOWED)
                if token.type == tokenize.NUMBER and len(token.string) > MOST_DIGITS:
                    self._refuse(token.string, f"a number has at most {MOST_DIGITS} characters")
                if token.string in ("(", "[", "{"):
                    around.append(1)
                elif token.string in (")", "]", "}"):
                    around = around[:-1] or [0]
                elif token.string == ",":
                    around[-1] = 1
                around[-1] += 1
                if sum(around) > DEEPEST:
                    self._refuse(self.text, "it is nested too deeply")
        except (tokenize.TokenError, SyntaxError, UnicodeError):
            pass  # ast says it better

    def _value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Constant):
            if node.value is None or isinstance(node.value, (int, float, str)):
                return node.value
        elif isinstance(node, ast.List):
            return [self._value(item) for item in node.elts]
        elif isinstance(node, ast.Tuple):
            return tuple(self._value(item) for item in node.elts)
        elif isinstance(node, ast.UnaryOp):
            if isinstance(node.op, (ast.UAdd, ast.USub)):
                number = self._factor(node.operand, numbers_only=True)
                return -number if isinstance(node.op, ast.USub) else number
        elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Add)):
            left, right = self._factor(node.left), self._factor(node.right)
            multiplies = isinstance(node.op, ast.Mult)
            return self._do(node, lambda: left * right if multiplies else left + right)
        elif isinstance(node, ast.Name):
            if node.id in self.makers:
                self._refuse(node, f"it is not called: write {node.id}(…)")
            self._refuse(node, self._hint(node.id))
        self._refuse(node, ALLOWED)

    def _factor(self, node: ast.expr, numbers_only: bool = False) -> Any:
        """An operand: text and lists repeat with * in Python, without bounds."""
        value = self._value(node)
        if isinstance(value, bool) or not isinstance(value, (int, float, Schedule)):
            self._refuse(node, "* and + are for schedules and numbers")
        if numbers_only and isinstance(value, Schedule):
            self._refuse(node, "only numbers have a sign")
        return value

    def _call(self, node: ast.Call) -> Any:
        if not isinstance(node.func, ast.Name):
            self._refuse(node.func, ALLOWED)
        name = node.func.id
        if name not in self.makers:
            self._refuse(node.func, self._hint(name))
        arguments = [self._value(argument) for argument in node.args]
        keywords: dict[str, Any] = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                self._refuse(node, ALLOWED)
            if keyword.arg in keywords:
                self._refuse(node, f"{keyword.arg} is given twice")
            keywords[keyword.arg] = self._value(keyword.value)
        return self._do(node, lambda: self.makers[name](*arguments, **keywords))

    def _do(self, node: ast.expr, make: Callable[[], Any]) -> Any:
        try:
            return make()
        except (TypeError, OverflowError) as error:
            self._refuse(node, str(error), error)

    def _hint(self, name: str) -> str:
        if name in NO_MAKERS:
            return f"{name} cannot be written as text; {ALLOWED}"
        return nearest(name, list(self.makers), "did you mean {}?") or ALLOWED

    def _refuse(self, part: ast.expr | str, why: str, cause: Exception | None = None) -> NoReturn:
        shown = part if isinstance(part, str) else ast.get_source_segment(self.text, part) or ""
        inside = "" if shown == self.text else f" in {_short(self.text)}"
        raise ScheduleError(
            f"parse: {_short(shown)}{inside}: {why}", name="text", value=self.text
        ) from cause


def _short(text: str) -> str:
    return repr(text if len(text) <= 80 else f"{text[:60]}…{text[-19:]}")


def _where(error: SyntaxError) -> str:
    return f" (at character {error.offset})" if error.offset and error.lineno == 1 else ""
