"""One function for each kind of event that matters, kind_06 to kind_18.

Written by `bench.write_handwritten` from the rules of the workload.
"""

from bench.answer import Due, Ends, Handler, Names, Opens
from bench.workload import Event


def on_kind_06(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 6 and ends 2."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-18"):
        discharged.append((case, "rule-18", waiting.pop(0), event_id))
    if waiting := mine.get("rule-39"):
        discharged.append((case, "rule-39", waiting.pop(0), event_id))
    matched = []
    if event.get("flag_10") is True:
        matched.append("rule-07")
        opened.append((case, "rule-07", event_id))
        mine["rule-07"].append(event_id)
    if event.get("count_01", -1) >= 31 and event.get("flag_10") is True:
        matched.append("rule-24")
        opened.append((case, "rule-24", event_id))
        mine["rule-24"].append(event_id)
    if event.get("flag_12") is True:
        matched.append("rule-25")
        opened.append((case, "rule-25", event_id))
        mine["rule-25"].append(event_id)
    if event.get("choice_07") not in (None, "high") and event.get("flag_03") is True:
        matched.append("rule-47")
        opened.append((case, "rule-47", event_id))
        mine["rule-47"].append(event_id)
    if event.get("choice_02") not in (None, "medium"):
        matched.append("rule-50")
        opened.append((case, "rule-50", event_id))
        mine["rule-50"].append(event_id)
    if event.get("choice_07") not in (None, "low") and event.get("count_08", 101) < 75:
        matched.append("rule-52")
        opened.append((case, "rule-52", event_id))
        mine["rule-52"].append(event_id)
    return matched


def on_kind_07(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 4 and ends 3."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-48"):
        discharged.append((case, "rule-48", waiting.pop(0), event_id))
    if waiting := mine.get("rule-52"):
        discharged.append((case, "rule-52", waiting.pop(0), event_id))
    if waiting := mine.get("rule-57"):
        discharged.append((case, "rule-57", waiting.pop(0), event_id))
    matched = []
    if event.get("flag_06") is True and event.get("choice_08") not in (None, "high"):
        matched.append("rule-23")
        opened.append((case, "rule-23", event_id))
        mine["rule-23"].append(event_id)
    if (
        event.get("count_03", 101) <= 72
        and event.get("count_04", 101) < 69
        and event.get("count_05", -1) > 13
    ):
        matched.append("rule-29")
        opened.append((case, "rule-29", event_id))
        mine["rule-29"].append(event_id)
    if (
        event.get("choice_03") not in (None, "medium")
        and event.get("count_03", 101) < 74
        and event.get("count_05", -1) > 23
    ):
        matched.append("rule-35")
        opened.append((case, "rule-35", event_id))
        mine["rule-35"].append(event_id)
    if event.get("choice_08") not in (None, "none") and event.get("count_04", -1) > 32:
        matched.append("rule-55")
        opened.append((case, "rule-55", event_id))
        mine["rule-55"].append(event_id)
    return matched


def on_kind_08(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 1 and ends 3."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-03"):
        discharged.append((case, "rule-03", waiting.pop(0), event_id))
    if waiting := mine.get("rule-19"):
        discharged.append((case, "rule-19", waiting.pop(0), event_id))
    if waiting := mine.get("rule-51"):
        discharged.append((case, "rule-51", waiting.pop(0), event_id))
    matched = []
    if (
        event.get("flag_03") is True
        and event.get("flag_07") is True
        and event.get("choice_06") == "medium"
    ):
        matched.append("rule-14")
        opened.append((case, "rule-14", event_id))
        mine["rule-14"].append(event_id)
    return matched


def on_kind_09(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 4 and ends 2."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-06"):
        discharged.append((case, "rule-06", waiting.pop(0), event_id))
    if waiting := mine.get("rule-27"):
        discharged.append((case, "rule-27", waiting.pop(0), event_id))
    matched = []
    if event.get("choice_02") not in (None, "high"):
        matched.append("rule-15")
        opened.append((case, "rule-15", event_id))
        mine["rule-15"].append(event_id)
    if event.get("choice_06") not in (None, "high"):
        matched.append("rule-43")
        opened.append((case, "rule-43", event_id))
        mine["rule-43"].append(event_id)
    if (
        event.get("flag_09") is True
        and event.get("choice_02") not in (None, "high")
        and event.get("count_05", 101) < 65
    ):
        matched.append("rule-49")
        opened.append((case, "rule-49", event_id))
        mine["rule-49"].append(event_id)
    if (
        event.get("flag_08") is True
        and event.get("count_02", 101) < 69
        and event.get("choice_02") not in (None, "low")
    ):
        matched.append("rule-56")
        opened.append((case, "rule-56", event_id))
        mine["rule-56"].append(event_id)
    return matched


def on_kind_10(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("choice_07") not in (None, "low") and event.get("flag_11") is True:
        matched.append("rule-57")
        opened.append((case, "rule-57", event_id))
        mine["rule-57"].append(event_id)
    return matched


def on_kind_11(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 2 and ends 3."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-24"):
        discharged.append((case, "rule-24", waiting.pop(0), event_id))
    if waiting := mine.get("rule-30"):
        discharged.append((case, "rule-30", waiting.pop(0), event_id))
    if waiting := mine.get("rule-58"):
        discharged.append((case, "rule-58", waiting.pop(0), event_id))
    matched = []
    if event.get("count_05", -1) > 35 and event.get("flag_09") is True:
        matched.append("rule-21")
        opened.append((case, "rule-21", event_id))
        mine["rule-21"].append(event_id)
    if event.get("choice_03") not in (None, "medium"):
        matched.append("rule-38")
        opened.append((case, "rule-38", event_id))
        mine["rule-38"].append(event_id)
    return matched


def on_kind_12(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 2."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if (
        event.get("count_04", -1) >= 26
        and event.get("choice_03") == "none"
        and event.get("count_03", 101) < 64
    ):
        matched.append("rule-40")
        opened.append((case, "rule-40", event_id))
        mine["rule-40"].append(event_id)
    if (
        event.get("choice_03") not in (None, "medium")
        and event.get("count_04", 101) <= 85
        and event.get("flag_12") is True
    ):
        matched.append("rule-60")
        opened.append((case, "rule-60", event_id))
        mine["rule-60"].append(event_id)
    return matched


def on_kind_13(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 3 and ends 3."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-31"):
        discharged.append((case, "rule-31", waiting.pop(0), event_id))
    if waiting := mine.get("rule-38"):
        discharged.append((case, "rule-38", waiting.pop(0), event_id))
    if waiting := mine.get("rule-42"):
        discharged.append((case, "rule-42", waiting.pop(0), event_id))
    matched = []
    if event.get("flag_03") is True:
        matched.append("rule-04")
        opened.append((case, "rule-04", event_id))
        mine["rule-04"].append(event_id)
    if (
        event.get("choice_01") not in (None, "medium")
        and event.get("choice_07") not in (None, "medium")
        and event.get("count_07", 101) <= 81
    ):
        matched.append("rule-19")
        opened.append((case, "rule-19", event_id))
        mine["rule-19"].append(event_id)
    if (
        event.get("flag_11") is True
        and event.get("choice_07") not in (None, "none")
        and event.get("count_07", -1) > 26
    ):
        matched.append("rule-54")
        opened.append((case, "rule-54", event_id))
        mine["rule-54"].append(event_id)
    return matched


def on_kind_14(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 1 and ends 3."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-26"):
        discharged.append((case, "rule-26", waiting.pop(0), event_id))
    if waiting := mine.get("rule-28"):
        discharged.append((case, "rule-28", waiting.pop(0), event_id))
    if waiting := mine.get("rule-49"):
        discharged.append((case, "rule-49", waiting.pop(0), event_id))
    matched = []
    if event.get("choice_01") not in (None, "high"):
        matched.append("rule-16")
        opened.append((case, "rule-16", event_id))
        mine["rule-16"].append(event_id)
    return matched


def on_kind_15(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("flag_02") is True and event.get("count_03", 101) < 84:
        matched.append("rule-45")
        opened.append((case, "rule-45", event_id))
        mine["rule-45"].append(event_id)
    return matched


def on_kind_17(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 2."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("choice_07") not in (None, "medium"):
        matched.append("rule-02")
        opened.append((case, "rule-02", event_id))
        mine["rule-02"].append(event_id)
    if event.get("choice_03") not in (None, "high"):
        matched.append("rule-59")
        opened.append((case, "rule-59", event_id))
        mine["rule-59"].append(event_id)
    return matched


def on_kind_18(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 2."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-29"):
        discharged.append((case, "rule-29", waiting.pop(0), event_id))
    if waiting := mine.get("rule-50"):
        discharged.append((case, "rule-50", waiting.pop(0), event_id))
    return ()


HANDLERS: dict[str, Handler] = {
    "kind_06": on_kind_06,
    "kind_07": on_kind_07,
    "kind_08": on_kind_08,
    "kind_09": on_kind_09,
    "kind_10": on_kind_10,
    "kind_11": on_kind_11,
    "kind_12": on_kind_12,
    "kind_13": on_kind_13,
    "kind_14": on_kind_14,
    "kind_15": on_kind_15,
    "kind_17": on_kind_17,
    "kind_18": on_kind_18,
}
