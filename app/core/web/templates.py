"""Templates, compiled once for each language with all that is known by then.

`_("…")`, `asset("…")` and `url_for("…")` of constants become plain text in the compiled template, messages with values
the text around these. Looking up at every page what never changes took a third of the page's time.
"""

import contextlib
import re
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from flask.sansio.app import App
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup
from werkzeug.routing import BuildError

from app.core import i18n

_PLACE = re.compile(r"%\((\w+)\)s|%(%)")
_MESSAGES = ("_", "gettext")
_PLAIN = ("asset", "url_for")


class _Context(Context):
    """The variables of one page. Macros and plain functions are called without being asked whether they want it."""

    def call(self, callee: Callable[..., Any], *args: Any, **values: Any) -> Any:  # noqa: ANN401 # whatever it takes
        if type(callee) is not Macro and hasattr(callee, "jinja_pass_arg"):
            return super().call(callee, *args, **values)
        values.pop("_loop_vars", None)
        values.pop("_block_vars", None)
        return callee(*args, **values)


class _Template(Template):
    """A template whose macros and pages all see the environment's globals and no others."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        # Jinja would compare all globals at each import, to find out whether there are others.
        del ctx
        return super()._get_default_module()

    def new_context(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002 # Jinja calls it so
        shared: bool = False,  # noqa: FBT001, FBT002 # as in Jinja
        locals: Mapping[str, Any] | None = None,  # noqa: A002 # as in Jinja
    ) -> Context:
        if shared or locals:
            return super().new_context(vars, shared, locals)
        return _Context(self.environment, {**self.environment.globals, **(vars or {})}, self.name, self.blocks)


class PageEnvironment(Environment):
    """Flask's templates, with one environment more for each language; a page is rendered in that of its reader."""

    template_class = _Template
    context_class = _Context

    def __init__(self, app: App, **options: Any) -> None:  # noqa: ANN401 # as in Jinja
        super().__init__(app, **options)
        self._language: str | None = None
        self._by_language: dict[str, PageEnvironment] = {}
        self._compiled: dict[str, Template] = {}

    def in_language(self, code: str) -> "PageEnvironment":
        """The environment whose templates speak this language."""
        if code not in self._by_language:
            spoken = self.overlay()
            spoken._language, spoken._compiled = code, {}  # noqa: SLF001 # its own class
            self._by_language[code] = spoken
        return self._by_language[code]

    def get_or_select_template(
        self,
        template_name_or_list: "str | Template | list[str | Template]",
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 # as in Jinja
    ) -> Template:
        spoken = self.in_language(i18n.language())
        return super(PageEnvironment, spoken).get_or_select_template(template_name_or_list, parent, globals)

    def get_template(
        self,
        name: "str | Template",
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 # as in Jinja
    ) -> Template:
        if self._language is None or self.auto_reload or isinstance(name, Template):
            return super().get_template(name, parent, globals)
        # Jinja's own cache asks under a lock and for the loader, a dozen times a page.
        if name not in self._compiled:
            self._compiled[name] = super().get_template(name, parent, globals)
        return self._compiled[name]

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,  # noqa: FBT001, FBT002 # as in Jinja
    ) -> str:
        if self._language is not None:
            source = _Speaker(self._language, self.globals).visit(source)
        return super()._generate(source, name, filename, defer_init)


class _Speaker(NodeTransformer):
    """Puts into a template what calls with constants will answer in one language."""

    def __init__(self, language: str, functions: Mapping[str, Any]) -> None:
        self.language, self.functions = language, functions

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802 # Jinja's name for it
        self.generic_visit(node)
        name, text = _called_with(node)
        if name in _MESSAGES:
            return _spoken(i18n.message_in(self.language, text), {pair.key: pair.value for pair in node.kwargs})
        if name in _PLAIN and not node.kwargs:
            # An endpoint that is not there is told where a page comes to it.
            with contextlib.suppress(BuildError):
                return nodes.Const(self.functions[name](text))
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 # Jinja's name for it
        self.generic_visit(node)
        # What is written piece by piece need not be joined before, and its texts become one with those around it.
        node.nodes = [piece for each in node.nodes for piece in _pieces_of(each)]
        return node


def _called_with(call: nodes.Call) -> tuple[str, str]:
    """The name of a function and its only argument, if that is a text now known; else nothing."""
    if isinstance(call.node, nodes.Name) and not call.dyn_args and not call.dyn_kwargs:
        match call.args:
            case [nodes.Const(value=str(text))]:
                return call.node.name, text
    return "", ""


def _pieces_of(expression: nodes.Expr) -> list[nodes.Expr]:
    return expression.nodes if isinstance(expression, nodes.Concat) else [expression]


def _spoken(message: str, values: Mapping[str, nodes.Expr]) -> nodes.Expr:
    """A message as an expression: as in Jinja always a format and safe itself, while its values are escaped."""
    pieces: list[nodes.Expr] = []
    end = 0
    for place in _PLACE.finditer(message):
        pieces.append(_safe(message[end : place.start()] + (place[2] or "")))
        end = place.end()
        if place[1]:
            pieces.append(values[place[1]])
    pieces.append(_safe(message[end:]))
    return nodes.Concat(pieces) if values else nodes.Const(Markup("").join(piece.as_const() for piece in pieces))


def _safe(text: str) -> nodes.Const:
    return nodes.Const(Markup(text))  # noqa: S704 # a message of ours, not what somebody typed
