from protocolrules.page import Page


def test_long_lines_are_wrapped_and_hang() -> None:
    page = Page(30)
    page.line("hold the remand planning meeting with the child", 2)
    assert str(page) == "  hold the remand planning\n      meeting with the child"


def test_ids_stay_whole_even_where_they_do_not_fit() -> None:
    page = Page(24)
    page.line("first-planning-meeting-after-remand:C-1", 2)
    assert "first-planning-meeting-after-remand:C-1" in str(page)


def test_a_terminal_of_no_width_still_gets_words() -> None:
    page = Page(1)
    page.line("who must do what, by when, and why", 12)
    assert all(line.startswith(" " * 8) for line in str(page).splitlines())


def test_headings_stand_apart() -> None:
    page = Page(40)
    page.title("Case C-1")
    page.line("nothing to do")
    page.heading("Due")
    assert str(page) == "Case C-1\n========\nnothing to do\n\nDue"
