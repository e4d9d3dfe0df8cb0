"""Who reaches what: for each endpoint the kinds of people, and whose things they reach.

A is the person's own (team, class, school, sheet), B belongs to another team or class of the same school, C to another
school. Endpoints about nobody's thing in particular stand with A. Who is not named is refused.
"""

from typing import Final

Reach = dict[str, str]

ANYONE: Final[Reach] = {}

_EVERYBODY: Reach = dict.fromkeys(("student", "teacher", "school_admin", "juror", "chair", "admin", "auditor"), "A")
_STUDENT: Reach = {"student": "A"}
_STUDENT_OF_ANY: Reach = {"student": "ABC"}
_ADMIN: Reach = {"admin": "ABC"}
_ADMIN_AND_AUDITOR: Reach = {"admin": "ABC", "auditor": "ABC"}
# The chair of the round at hand; that of another one finds nothing.
_LEADING: Reach = {"chair": "ABC", "admin": "ABC"}
_WATCHING: Reach = {**_LEADING, "auditor": "ABC"}
_CLASS: Reach = {"teacher": "A", "school_admin": "AB"}
_SCHOOL: Reach = {"admin": "ABC", "school_admin": "AB"}
_NOBODY: Reach = {}


def _lines(reach: Reach, feature: str, names: str) -> dict[str, Reach]:
    return {f"{feature}.{name}": reach for name in names.split()}


REACH: dict[str, Reach] = {
    **_lines(
        ANYONE,
        "pages",
        "home how_it_works legal alive ready figures choose_language report_violation offline service_worker manifest",
    ),
    **_lines(_EVERYBODY, "pages", "start"),
    **_lines(ANYONE, "accounts", "sign_in sign_in_again present_session ask_for_magic_link use_magic_link"),
    **_lines(_EVERYBODY, "accounts", "account choose_password sign_out"),
    **_lines(_EVERYBODY, "addresses", "address remove"),
    **_lines(ANYONE, "addresses", "confirm"),
    **_lines(_EVERYBODY, "messages", "inbox open_all"),
    **_lines(_STUDENT, "messages", "message open_message mark_read"),
    # schools and classes
    **_lines({"admin": "A", "school_admin": "A"}, "enrolment", "schools"),
    **_lines({"admin": "A"}, "enrolment", "create_school staff invite_staff"),
    **_lines({"admin": "ABC", "school_admin": "AB"}, "enrolment", "end_school_role"),
    **_lines({"admin": "ABC"}, "enrolment", "end_city_role"),
    **_lines(_SCHOOL, "enrolment", "school invite renew_invitation revoke_invitation"),
    **_lines(_SCHOOL, "rooms", "room"),
    **_lines({"school_admin": "AB"}, "enrolment", "create_class assign_teacher release_teacher place_student"),
    **_lines({"teacher": "A", "school_admin": "A"}, "enrolment", "classes"),
    **_lines(ANYONE, "enrolment", "accept_invitation"),
    **_lines(ANYONE, "classes", "register scan_code"),
    **_lines(_STUDENT, "classes", "move_class own_card"),
    **_lines(
        _CLASS,
        "classes",
        "school_class blank_cards choose_cards renew_cards create_join_code join_code join_code_picture notice"
        " revoke_join_code remove_student reset_student student_card",
    ),
    # rounds
    **_lines({"admin": "A", "auditor": "A"}, "rounds", "rounds"),
    **_lines({"admin": "A"}, "rounds", "new_competition"),
    **_lines(
        _ADMIN,
        "rounds",
        "add_phase categories edit_phase edit_round phases remove_category remove_phase rename_category",
    ),
    **_lines(_ADMIN_AND_AUDITOR, "rounds", "entry_form"),
    **_lines(ANYONE, "rounds", "public_round"),
    **_lines(ANYONE, "rubrics", "public_rubric"),
    **_lines({"admin": "ABC", "auditor": "ABC", "juror": "ABC", "chair": "ABC"}, "rubrics", "rubric"),
    **_lines(
        _ADMIN,
        "criteria",
        "add_criterion add_version edit_criterion edit_rubric edit_scale give_up_version move_criterion"
        " remove_criterion use_version weigh_criteria",
    ),
    **_lines({"admin": "ABC", "auditor": "ABC", "juror": "ABC", "chair": "ABC"}, "policies", "policy"),
    **_lines(_ADMIN, "policies", "edit_policy"),
    **_lines(ANYONE, "policies", "method"),
    **_lines(_ADMIN, "organising", "announce extend_deadline new_round"),
    **_lines(_ADMIN_AND_AUDITOR, "organising", "desk"),
    **_lines({"admin": "A", "auditor": "A"}, "logbook", "audit_log check_log"),
    # teams and ideas
    **_lines({"student": "A"}, "teams", "teams join"),
    **_lines({"student": "A"}, "teams", "join_team"),
    **_lines(_STUDENT_OF_ANY, "teams", "found_team"),
    **_lines(
        _STUDENT, "teams", "code_picture companies drop_company hand_over_team leave_team rename_team restore_team team"
    ),
    **_lines(_CLASS, "teams", "restore_team_of_class team_of_class teams_of_class"),
    **_lines(
        _STUDENT,
        "ideas",
        "begin_idea open_idea file files idea move_file open_idea remove_file restore_file state text uploads write",
    ),
    **_lines(_STUDENT, "ideas", "upload_abilities"),
    **_lines(_STUDENT, "drafts", "restore_version save_answers version versions"),
    **_lines(_ADMIN, "drafts", "late_texts"),
    **_lines(_STUDENT, "uploads", "append cancel upload"),
    **_lines(_STUDENT, "captions", "captions"),
    **_lines(_STUDENT, "submissions", "check receipt receipt_paper withdraw"),
    **_lines({"teacher": "A", "school_admin": "AB", "admin": "ABC"}, "submissions", "entry"),
    **_lines(ANYONE, "media", "read_file"),
    # the jury
    **_lines(
        _ADMIN,
        "panels",
        "add_juror assign assignments deal edit_juror invite_again jurors remove_juror take_back",
    ),
    **_lines(_STUDENT, "conflicts", "objections take_back"),
    **_lines({"juror": "ABC"}, "profiles", "own_profile"),
    **_lines(_ADMIN, "profiles", "profile"),
    **_lines(_LEADING, "plans", "plans plan"),
    **_lines(_LEADING, "waves", "waves"),
    **_lines({"chair": "ABC"}, "waves", "deal link"),
    **_lines(_LEADING, "calibration", "examples add_example remove_example require"),
    **_lines({"juror": "ABC"}, "calibration", "practise_list practise"),
    **_lines({"juror": "A"}, "recusals", "decline"),
    **_lines({"juror": "ABC"}, "recusals", "accept"),
    **_lines(_LEADING, "recusals", "conflicts note_conflict end_conflict answer_objection"),
    # Nobody is biased about anything that is begun in this world.
    **_lines({"chair": "ABC"}, "recusals", "void waive"),
    **_lines({"chair": "A"}, "progress", "rounds"),
    **_lines(_WATCHING, "progress", "progress"),
    **_lines(_LEADING, "progress", "remind"),
    **_lines(_WATCHING, "insights", "insights"),
    **_lines(_WATCHING, "patterns", "patterns"),
    **_lines(_WATCHING, "networks", "network"),
    **_lines(_WATCHING, "protocol", "export"),
    **_lines(_WATCHING, "ranking", "ranking"),
    **_lines(_WATCHING, "sheets", "export"),
    **_lines(_WATCHING, "deliberation", "decisions approvals idea"),
    **_lines(_LEADING, "deliberation", "decide decide_rest revoke approve"),
    **_lines({**_WATCHING, "juror": "ABC"}, "discussions", "discussions discussion idea"),
    **_lines({"chair": "ABC"}, "discussions", "open_discussion"),
    **_lines({"juror": "ABC"}, "discussions", "withdraw"),
    **_lines(_ADMIN, "stages", "carry_over"),
    **_lines(_ADMIN, "finals", "final"),
    **_lines(_WATCHING, "questions", "questions"),
    **_lines(_WATCHING, "meetings", "agenda point"),
    **_lines({"chair": "ABC"}, "questions", "ask"),
    **_lines({"juror": "A"}, "questions", "answer_question"),
    # what becomes public
    **_lines({"teacher": "A"}, "clearances", "papers note_papers end_papers"),
    **_lines(_ADMIN, "clearances", "clearances release"),
    **_lines(_ADMIN, "publication", "publication preview end_plan take_back"),
    **_lines(_LEADING, "publication", "withdraw_approval"),
    **_lines(_ADMIN, "gallery", "preview preview_idea"),
    **_lines(ANYONE, "publication", "results"),
    **_lines(ANYONE, "gallery", "gallery idea"),
    **_lines(_STUDENT, "feedback", "feedback"),
    **_lines({"teacher": "A"}, "feedback", "feedback_of_class"),
    **_lines({"chair": "ABC"}, "feedback", "comments moderate"),
    **_lines(_STUDENT, "appeals", "appeals_of_team appeal_of_team"),
    **_lines(_WATCHING, "appeals", "appeals appeal"),
    **_lines(_LEADING, "appeals", "take_up answer_appeal"),
    # certificates
    **_lines(
        dict.fromkeys(("student", "teacher", "school_admin", "juror", "chair"), "A"), "certificates", "certificates"
    ),
    **_lines(_STUDENT, "certificates", "own_paper team_paper"),
    # The juror of this world has not handed in anything yet.
    **_lines({"chair": "ABC"}, "certificates", "juror_paper"),
    **_lines({"teacher": "ABC"}, "certificates", "teacher_paper"),
    **_lines(_CLASS, "certificates", "class_papers"),
    **_lines({"school_admin": "AB"}, "certificates", "school_papers"),
    **_lines(_ADMIN, "certificates", "issued give_back"),
    **_lines(ANYONE, "verification", "find verify compare_name"),
    **_lines(_ADMIN, "previews", "preview"),
    **_lines(_LEADING, "confirmations", "ask_again"),
    **_lines(_LEADING, "designs", "achieved"),
    **_lines({"admin": "A", "chair": "A"}, "designs", "designs"),
    **_lines({"admin": "ABC", "chair": "ABC"}, "designs", "design state"),
    **_lines({"juror": "A"}, "scoring", "assignments score_idea hand_in reopen next_idea"),
    **_lines({"juror": "ABC"}, "scoring", "own_sheets"),
    **_lines({"juror": "A"}, "folders", "save_marks"),
    **_lines({"juror": "ABC"}, "folders", "load_folder"),
}
