"""Plants for templates and the views that draw them."""

from tests.structure.gates import pages, templates
from tests.structure.plants.plant import Plant

_VIEWS = '@allow(Role.JUROR)\ndef score_idea():\n    return render_template("scoring/score_idea.html")\n'

PLANTS = (
    Plant(
        "pages without their view",
        pages.pages_are_named_after_views,
        {
            "app/scoring/__init__.py": "",
            "app/scoring/views.py": f"{_VIEWS}\ndef sheet():\n    return 1\n",
            "templates/scoring/score_idea.html": "",
            "templates/scoring/sheet.html": "",
            "templates/scoring/deep/page.html": "",
            "templates/teams/team.html": "",
        },
        [
            "templates/scoring/sheet.html: app/scoring/views.py has no view sheet",
            "templates/scoring/deep/page.html: pages lie straight in the folder of their feature",
            "templates/teams/team.html: there is no app/teams/views.py",
        ],
    ),
    Plant(
        "pages with their views, partials, components",
        pages.pages_are_named_after_views,
        {
            "app/scoring/__init__.py": "",
            "app/scoring/views.py": _VIEWS,
            "templates/layout.html": "",
            "templates/components/button.html": "",
            "templates/scoring/score_idea.html": "",
            "templates/scoring/_criterion.html": "",
        },
    ),
    Plant(
        "a view that draws a foreign, a missing and a computed page",
        pages.views_render_their_own_pages,
        {
            "app/teams/__init__.py": "",
            "app/teams/views.py": (
                'render_template("scoring/score_idea.html")\n'
                'flask.render_template("teams/team.html")\n'
                "render_template(name)\n"
                "render_template()\n"
            ),
            "templates/scoring/score_idea.html": "",
        },
        [
            "app/teams/views.py:1: scoring/score_idea.html belongs to another feature",
            "app/teams/views.py:2: there is no templates/teams/team.html",
            "app/teams/views.py:3: the page is not named in full",
            "app/teams/views.py:4: the page is not named in full",
        ],
    ),
    Plant(
        "a view that draws its own page",
        pages.views_render_their_own_pages,
        {
            "app/scoring/__init__.py": "",
            "app/scoring/views.py": _VIEWS,
            "templates/scoring/score_idea.html": "",
        },
    ),
    Plant(
        "controls drawn by hand",
        templates.components_draw_controls,
        {
            "templates/teams/team.html": (
                '<p></p>\n<input\n type="text"><button>x</button>\n'
                "{# <input> #}\n<SELECT></SELECT><textarea></textarea>\n"
            ),
            "templates/components/field.html": "<input>",
        },
        [
            "templates/teams/team.html:2: <input outside of templates/components",
            "templates/teams/team.html:3: <button outside of templates/components",
            "templates/teams/team.html:5: <SELECT outside of templates/components",
            "templates/teams/team.html:5: <textarea outside of templates/components",
        ],
    ),
    Plant(
        "controls drawn by components",
        templates.components_draw_controls,
        {"templates/teams/team.html": "{{ input_line(form.name) }}<p>&lt;input&gt;</p>"},
    ),
    Plant(
        "code in a page",
        templates.no_inline_code,
        {
            "templates/layout.html": (
                "<script>alert(1)</script>\n"
                '<script src="a.js">alert(1)</script>\n'
                "<style>p{}</style>\n"
                '<p style="color:red" onclick="x()">\n'
                '<a href="javascript:x()">\n'
                "{{ text|safe }}\n"
                "{% autoescape false %}\n"
            ),
        },
        [
            "templates/layout.html:1: a script without src",
            "templates/layout.html:1: code inside of a script element",
            "templates/layout.html:2: code inside of a script element",
            "templates/layout.html:3: a style element",
            "templates/layout.html:4: a style attribute",
            "templates/layout.html:4: an event handler",
            "templates/layout.html:5: a javascript: address",
            "templates/layout.html:6: |safe",
            "templates/layout.html:7: autoescape",
        ],
    ),
    Plant(
        "a page without code",
        templates.no_inline_code,
        {
            "templates/layout.html": (
                '<script type="module" src="{{ asset("app.js") }}"></script>\n'
                '<link rel="stylesheet" href="a.css">\n'
                "{# <style> #}<p>{{ online }} {{ button(once=true) }}</p>\n"
            ),
        },
    ),
)
