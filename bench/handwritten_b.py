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
    if waiting := mine.get("rule_18"):
        discharged.append((case, "rule_18", waiting.pop(0), event_id))
    if waiting := mine.get("rule_39"):
        discharged.append((case, "rule_39", waiting.pop(0), event_id))
    matched = []
    if event.get("flag_10") is True:
        matched.append("rule_07")
        opened.append((case, "rule_07", event_id))
        mine["rule_07"].append(event_id)
    if event.get("count_01", -1) >= 31 and event.get("flag_10") is True:
        matched.append("rule_24")
        opened.append((case, "rule_24", event_id))
        mine["rule_24"].append(event_id)
    if event.get("flag_12") is True:
        matched.append("rule_25")
        opened.append((case, "rule_25", event_id))
        mine["rule_25"].append(event_id)
    if event.get("choice_07") not in (None, "high") and event.get("flag_03") is True:
        matched.append("rule_47")
        opened.append((case, "rule_47", event_id))
        mine["rule_47"].append(event_id)
    if event.get("choice_02") not in (None, "medium"):
        matched.append("rule_50")
        opened.append((case, "rule_50", event_id))
        mine["rule_50"].append(event_id)
    if event.get("choice_07") not in (None, "low") and event.get("count_08", 101) < 75:
        matched.append("rule_52")
        opened.append((case, "rule_52", event_id))
        mine["rule_52"].append(event_id)
    return matched


def on_kind_07(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 4 and ends 3."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_48"):
        discharged.append((case, "rule_48", waiting.pop(0), event_id))
    if waiting := mine.get("rule_52"):
        discharged.append((case, "rule_52", waiting.pop(0), event_id))
    if waiting := mine.get("rule_57"):
        discharged.append((case, "rule_57", waiting.pop(0), event_id))
    matched = []
    if event.get("flag_06") is True and event.get("choice_08") not in (None, "high"):
        matched.append("rule_23")
        opened.append((case, "rule_23", event_id))
        mine["rule_23"].append(event_id)
    if (
        event.get("count_03", 101) <= 72
        and event.get("count_04", 101) < 69
        and event.get("count_05", -1) > 13
    ):
        matched.append("rule_29")
        opened.append((case, "rule_29", event_id))
        mine["rule_29"].append(event_id)
    if (
        event.get("choice_03") not in (None, "medium")
        and event.get("count_03", 101) < 74
        and event.get("count_05", -1) > 23
    ):
        matched.append("rule_35")
        opened.append((case, "rule_35", event_id))
        mine["rule_35"].append(event_id)
    if event.get("choice_08") not in (None, "none") and event.get("count_04", -1) > 32:
        matched.append("rule_55")
        opened.append((case, "rule_55", event_id))
        mine["rule_55"].append(event_id)
    return matched


def on_kind_08(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 1 and ends 3."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_03"):
        discharged.append((case, "rule_03", waiting.pop(0), event_id))
    if waiting := mine.get("rule_19"):
        discharged.append((case, "rule_19", waiting.pop(0), event_id))
    if waiting := mine.get("rule_51"):
        discharged.append((case, "rule_51", waiting.pop(0), event_id))
    matched = []
    if (
        event.get("flag_03") is True
        and event.get("flag_07") is True
        and event.get("choice_06") == "medium"
    ):
        matched.append("rule_14")
        opened.append((case, "rule_14", event_id))
        mine["rule_14"].append(event_id)
    return matched


def on_kind_09(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 4 and ends 2."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_06"):
        discharged.append((case, "rule_06", waiting.pop(0), event_id))
    if waiting := mine.get("rule_27"):
        discharged.append((case, "rule_27", waiting.pop(0), event_id))
    matched = []
    if event.get("choice_02") not in (None, "high"):
        matched.append("rule_15")
        opened.append((case, "rule_15", event_id))
        mine["rule_15"].append(event_id)
    if event.get("choice_06") not in (None, "high"):
        matched.append("rule_43")
        opened.append((case, "rule_43", event_id))
        mine["rule_43"].append(event_id)
    if (
        event.get("flag_09") is True
        and event.get("choice_02") not in (None, "high")
        and event.get("count_05", 101) < 65
    ):
        matched.append("rule_49")
        opened.append((case, "rule_49", event_id))
        mine["rule_49"].append(event_id)
    if (
        event.get("flag_08") is True
        and event.get("count_02", 101) < 69
        and event.get("choice_02") not in (None, "low")
    ):
        matched.append("rule_56")
        opened.append((case, "rule_56", event_id))
        mine["rule_56"].append(event_id)
    return matched


def on_kind_10(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("choice_07") not in (None, "low") and event.get("flag_11") is True:
        matched.append("rule_57")
        opened.append((case, "rule_57", event_id))
        mine["rule_57"].append(event_id)
    return matched


def on_kind_11(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 2 and ends 3."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_24"):
        discharged.append((case, "rule_24", waiting.pop(0), event_id))
    if waiting := mine.get("rule_30"):
        discharged.append((case, "rule_30", waiting.pop(0), event_id))
    if waiting := mine.get("rule_58"):
        discharged.append((case, "rule_58", waiting.pop(0), event_id))
    matched = []
    if event.get("count_05", -1) > 35 and event.get("flag_09") is True:
        matched.append("rule_21")
        opened.append((case, "rule_21", event_id))
        mine["rule_21"].append(event_id)
    if event.get("choice_03") not in (None, "medium"):
        matched.append("rule_38")
        opened.append((case, "rule_38", event_id))
        mine["rule_38"].append(event_id)
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
        matched.append("rule_40")
        opened.append((case, "rule_40", event_id))
        mine["rule_40"].append(event_id)
    if (
        event.get("choice_03") not in (None, "medium")
        and event.get("count_04", 101) <= 85
        and event.get("flag_12") is True
    ):
        matched.append("rule_60")
        opened.append((case, "rule_60", event_id))
        mine["rule_60"].append(event_id)
    return matched


def on_kind_13(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 3 and ends 3."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_31"):
        discharged.append((case, "rule_31", waiting.pop(0), event_id))
    if waiting := mine.get("rule_38"):
        discharged.append((case, "rule_38", waiting.pop(0), event_id))
    if waiting := mine.get("rule_42"):
        discharged.append((case, "rule_42", waiting.pop(0), event_id))
    matched = []
    if event.get("flag_03") is True:
        matched.append("rule_04")
        opened.append((case, "rule_04", event_id))
        mine["rule_04"].append(event_id)
    if (
        event.get("choice_01") not in (None, "medium")
        and event.get("choice_07") not in (None, "medium")
        and event.get("count_07", 101) <= 81
    ):
        matched.append("rule_19")
        opened.append((case, "rule_19", event_id))
        mine["rule_19"].append(event_id)
    if (
        event.get("flag_11") is True
        and event.get("choice_07") not in (None, "none")
        and event.get("count_07", -1) > 26
    ):
        matched.append("rule_54")
        opened.append((case, "rule_54", event_id))
        mine["rule_54"].append(event_id)
    return matched


def on_kind_14(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 1 and ends 3."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_26"):
        discharged.append((case, "rule_26", waiting.pop(0), event_id))
    if waiting := mine.get("rule_28"):
        discharged.append((case, "rule_28", waiting.pop(0), event_id))
    if waiting := mine.get("rule_49"):
        discharged.append((case, "rule_49", waiting.pop(0), event_id))
    matched = []
    if event.get("choice_01") not in (None, "high"):
        matched.append("rule_16")
        opened.append((case, "rule_16", event_id))
        mine["rule_16"].append(event_id)
    return matched


def on_kind_15(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("flag_02") is True and event.get("count_03", 101) < 84:
        matched.append("rule_45")
        opened.append((case, "rule_45", event_id))
        mine["rule_45"].append(event_id)
    return matched


def on_kind_17(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 2."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("choice_07") not in (None, "medium"):
        matched.append("rule_02")
        opened.append((case, "rule_02", event_id))
        mine["rule_02"].append(event_id)
    if event.get("choice_03") not in (None, "high"):
        matched.append("rule_59")
        opened.append((case, "rule_59", event_id))
        mine["rule_59"].append(event_id)
    return matched


def on_kind_18(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 2."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_29"):
        discharged.append((case, "rule_29", waiting.pop(0), event_id))
    if waiting := mine.get("rule_50"):
        discharged.append((case, "rule_50", waiting.pop(0), event_id))
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
