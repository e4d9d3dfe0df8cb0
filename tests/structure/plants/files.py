"""Plants for what any file may hold."""

from tests.structure.gates import files, remarks, sizes
from tests.structure.plants.plant import Plant

_LONG_BODY = "".join(f"    a{number} = {number}\n" for number in range(sizes.FUNCTION_MAX))
_DOCSTRING = '    """First line.\n\n    Third line.\n    """\n'

PLANTS = (
    Plant(
        "a page of 301 lines",
        sizes.files_stay_short,
        {"templates/ideas/idea.html": "<p></p>\n" * 301, "static/css/app.css": "\n" * 301},
        [
            "static/css/app.css: 301 lines, at most 300 are allowed",
            "templates/ideas/idea.html: 301 lines, at most 300 are allowed",
        ],
    ),
    Plant(
        "300 lines, and longer files that nobody writes by hand",
        sizes.files_stay_short,
        {
            "app/ideas/rules.py": "\n" * 300,
            "migrations/first.py": "\n" * 900,
            "package-lock.json": "\n" * 900,
            "static/dist/app.js": "\n" * 900,
        },
    ),
    Plant(
        "a function of 41 lines",
        sizes.functions_stay_short,
        {"tests/test_x.py": f"class A:\n  def long(self):\n{_LONG_BODY}    return a0\n"},
        ["tests/test_x.py:2: long has 41 lines, at most 40 are allowed"],
    ),
    Plant(
        "a function of 40 lines below a docstring",
        sizes.functions_stay_short,
        {"app/x.py": f"def long():\n{_DOCSTRING}{_LONG_BODY}"},
    ),
    Plant(
        "places and indexes in texts",
        files.no_addresses_of_indexes,
        {
            "README.md": "Fine.\nSee ../share" + "d/SPEC.md\n",
            "Makefile": "\tcd /wor" + "k/main\n",
            "requirements.txt": "--index-url https://py" + "pi.org/simple\n",
        },
        [
            f"{name}: names an index of packages or a place on one machine"
            for name in ("Makefile:1", "README.md:2", "requirements.txt:1")
        ],
    ),
    Plant(
        "words that only look like places",
        files.no_addresses_of_indexes,
        {"README.md": "A shared tablet, /home/work/x, https://example.org/network/\n"},
    ),
    Plant(
        "work left over",
        files.no_unfinished_business,
        {"app/x.py": "a = 1  # TO" + "DO later\n", "static/js/x.js": "// FIX" + "ME\n"},
        [
            "app/x.py:1: TO" + "DO in a file; open an issue or do it",
            "static/js/x.js:1: FIX" + "ME in a file; open an issue or do it",
        ],
    ),
    Plant("finished work", files.no_unfinished_business, {"app/x.py": 'word = "mastodon"\n'}),
    Plant(
        "silence without a code or a reason",
        remarks.exceptions_give_code_and_reason,
        {
            "app/x.py": (
                "a()  # noqa\n"
                "b()  # noqa: S603\n"
                "c()  # type: ignore\n"
                "d()  # type: ignore[arg-type]\n"
                "e()  # pragma: no cover\n"
                "# ruff: noqa: F401\n"
            ),
            "static/js/x.js": "// @ts-ignore\n// @ts-expect-error\n",
            "templates/x.html": "{# djlint:off #}<p>\n",
        },
        [
            "app/x.py:1: # noqa needs a code and a reason",
            "app/x.py:2: # noqa needs a code and a reason",
            "app/x.py:3: # type: ignore needs a code and a reason",
            "app/x.py:4: # type: ignore needs a code and a reason",
            "app/x.py:5: # pragma: needs a code and a reason",
            "app/x.py:6: # ruff: noqa silences a whole file",
            "static/js/x.js:1: @ts-ignore silences a whole file",
            "static/js/x.js:2: @ts-expect-error needs a code and a reason",
            "templates/x.html:1: djlint:off needs a code and a reason",
        ],
    ),
    Plant(
        "silence with code and reason",
        remarks.exceptions_give_code_and_reason,
        {
            "app/x.py": (
                "a()  # noqa: S603, S607 # our own program, our own words\n"
                "b()  # noqa: PLC0415 – forty milliseconds only few pages need\n"
                "c()  # type: ignore[arg-type]  # pydantic checks the values itself\n"
            ),
        },
    ),
)
