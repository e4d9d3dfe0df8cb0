"""Plants for the shape of features and what they import."""

from tests.structure.gates import cycles, features, transactions
from tests.structure.plants.plant import Plant

PLANTS = (
    Plant(
        "a cycle of two modules, one import hidden in a function",
        cycles.no_import_cycles,
        {
            "app/__init__.py": "",
            "app/teams/__init__.py": "",
            "app/teams/rules.py": "from app.teams import models\n",
            "app/teams/models.py": "def size():\n    from app.teams.rules import size_of\n    return size_of()\n",
        },
        ["app.teams.models -> app.teams.rules -> app.teams.models: modules import each other"],
    ),
    Plant(
        "a cycle of three modules, imported relatively",
        cycles.no_import_cycles,
        {
            "app/__init__.py": "",
            "app/a/__init__.py": "from . import b\n",
            "app/a/b.py": "from ..c import d\n",
            "app/c/__init__.py": "",
            "app/c/d.py": "import app.a\n",
        },
        ["app.a -> app.a.b -> app.c.d -> app.a: modules import each other"],
    ),
    Plant(
        "modules that look one way",
        cycles.no_import_cycles,
        {
            "app/__init__.py": "from app.teams import views\n",
            "app/core/__init__.py": "",
            "app/core/clock.py": "",
            "app/core/db.py": "from app.core import clock\n",
            "app/teams/__init__.py": "",
            "app/teams/models.py": "from app.core import db\n",
            "app/teams/views.py": "from app.core import clock\nfrom app.teams import models\n",
        },
    ),
    Plant(
        "a file no feature has, a folder in a feature, a page beside the code",
        features.only_known_files,
        {
            "app/ideas/__init__.py": "",
            "app/ideas/exports.py": "",
            "app/ideas/idea.html": "",
            "app/ideas/rules/__init__.py": "",
        },
        [
            f"app/ideas/{name}: a feature has only {', '.join(sorted(features.KINDS))}"
            for name in ("exports.py", "idea.html", "rules/__init__.py")
        ],
    ),
    Plant(
        "a module core does not have",
        features.only_known_files,
        {"app/core/__init__.py": "", "app/core/colours.py": "", "app/core/pictures/scale.py": ""},
        ["app/core/colours.py: core is a closed list", "app/core/pictures/scale.py: core is a closed list"],
    ),
    Plant(
        "known files",
        features.only_known_files,
        {
            "app/ideas/__init__.py": "",
            "app/ideas/views.py": "",
            "app/ideas/words/animals.txt": "",
            "app/core/__init__.py": "",
            "app/core/db.py": "",
            "app/core/jobs/__init__.py": "",
            "app/core/jobs/queue.py": "",
            "app/fairness/__init__.py": "",
            "app/fairness/severity.py": "",
        },
    ),
    Plant(
        "names that say nothing",
        features.no_vague_names,
        {
            "app/core/utils.py": "",
            "tests/helpers/people.py": "",
            "static/js/common.js": "",
            "templates/_helper.html": "",
        },
        [
            f"{name}: a module is called after what it is about"
            for name in (
                "app/core/utils.py",
                "static/js/common.js",
                "templates/_helper.html",
                "tests/helpers/people.py",
            )
        ],
    ),
    Plant("names that say something", features.no_vague_names, {"app/core/text.py": "", "static/js/autosave.js": ""}),
    Plant(
        "rules without a test",
        features.every_kind_has_its_test,
        {"app/ideas/__init__.py": "", "app/ideas/rules.py": "", "tests/teams/test_rules.py": ""},
        ["app/ideas/rules.py: tests/ideas/test_rules.py is missing"],
    ),
    Plant(
        "rules with their test, models without",
        features.every_kind_has_its_test,
        {
            "app/ideas/__init__.py": "",
            "app/ideas/models.py": "",
            "app/ideas/rules.py": "",
            "tests/ideas/test_rules.py": "",
        },
    ),
    Plant(
        "an action that commits by itself",
        transactions.transactions_belong_to_core,
        {"app/ideas/actions.py": "def submit():\n    db.session().flush()\n    db.session().commit()\n"},
        ["app/ideas/actions.py:2: flush() belongs to core", "app/ideas/actions.py:3: commit() belongs to core"],
    ),
    Plant(
        "core ends the transaction",
        transactions.transactions_belong_to_core,
        {"app/core/db.py": "def action():\n    session().commit()\n", "app/ideas/actions.py": "part.commit()\n"},
    ),
)
