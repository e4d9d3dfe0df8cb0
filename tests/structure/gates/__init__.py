"""Gates: each takes the root of a source tree and returns what is wrong in it, one line for each finding."""

from tests.structure.gates import cycles, features, files, pages, remarks, sizes, templates, tests, transactions
from tests.structure.gates.source import Gate

GATES: tuple[Gate, ...] = (
    cycles.no_import_cycles,
    features.every_kind_has_its_test,
    features.no_vague_names,
    features.only_known_files,
    files.no_addresses_of_indexes,
    files.no_unfinished_business,
    pages.pages_are_named_after_views,
    pages.views_render_their_own_pages,
    remarks.exceptions_give_code_and_reason,
    sizes.files_stay_short,
    sizes.functions_stay_short,
    templates.components_draw_controls,
    templates.no_inline_code,
    tests.every_test_can_fail,
    tests.no_stand_ins,
    tests.nothing_is_skipped,
    transactions.transactions_belong_to_core,
)
