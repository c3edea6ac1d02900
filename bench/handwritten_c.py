"""One function for each kind of event that matters, kind_19 to kind_40.

Written by `bench.write_handwritten` from the rules of the workload.
"""

from bench.answer import Due, Ends, Handler, Names, Opens
from bench.workload import Event


def on_kind_19(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_11"):
        discharged.append((case, "rule_11", waiting.pop(0), event_id))
    return ()


def on_kind_20(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 1 and ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_43"):
        discharged.append((case, "rule_43", waiting.pop(0), event_id))
    matched = []
    if event.get("count_08", 101) <= 71:
        matched.append("rule_06")
        opened.append((case, "rule_06", event_id))
        mine["rule_06"].append(event_id)
    return matched


def on_kind_21(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 1 and ends 2."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_23"):
        discharged.append((case, "rule_23", waiting.pop(0), event_id))
    if waiting := mine.get("rule_34"):
        discharged.append((case, "rule_34", waiting.pop(0), event_id))
    matched = []
    if (
        event.get("flag_03") is True
        and event.get("flag_02") is True
        and event.get("choice_08") not in (None, "none")
    ):
        matched.append("rule_17")
        opened.append((case, "rule_17", event_id))
        mine["rule_17"].append(event_id)
    return matched


def on_kind_22(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if (
        event.get("flag_10") is False
        and event.get("count_01", 101) < 88
        and event.get("choice_02") == "none"
    ):
        matched.append("rule_30")
        opened.append((case, "rule_30", event_id))
        mine["rule_30"].append(event_id)
    return matched


def on_kind_23(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_41"):
        discharged.append((case, "rule_41", waiting.pop(0), event_id))
    return ()


def on_kind_24(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("choice_01") not in (None, "low") and event.get("flag_03") is True:
        matched.append("rule_08")
        opened.append((case, "rule_08", event_id))
        mine["rule_08"].append(event_id)
    return matched


def on_kind_25(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 3."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if (
        event.get("count_03", 101) < 71
        and event.get("flag_07") is True
        and event.get("flag_10") is False
    ):
        matched.append("rule_18")
        opened.append((case, "rule_18", event_id))
        mine["rule_18"].append(event_id)
    if event.get("choice_03") == "none":
        matched.append("rule_31")
        opened.append((case, "rule_31", event_id))
        mine["rule_31"].append(event_id)
    if event.get("flag_07") is True and event.get("choice_08") == "medium":
        matched.append("rule_34")
        opened.append((case, "rule_34", event_id))
        mine["rule_34"].append(event_id)
    return matched


def on_kind_26(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("flag_04") is True:
        matched.append("rule_33")
        opened.append((case, "rule_33", event_id))
        mine["rule_33"].append(event_id)
    return matched


def on_kind_27(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("count_05", 101) < 82 and event.get("choice_03") not in (None, "none"):
        matched.append("rule_32")
        opened.append((case, "rule_32", event_id))
        mine["rule_32"].append(event_id)
    return matched


def on_kind_29(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 1 and ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_56"):
        discharged.append((case, "rule_56", waiting.pop(0), event_id))
    matched = []
    if event.get("flag_05") is True:
        matched.append("rule_58")
        opened.append((case, "rule_58", event_id))
        mine["rule_58"].append(event_id)
    return matched


def on_kind_30(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_17"):
        discharged.append((case, "rule_17", waiting.pop(0), event_id))
    return ()


def on_kind_32(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_40"):
        discharged.append((case, "rule_40", waiting.pop(0), event_id))
    return ()


def on_kind_33(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 1 and ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_13"):
        discharged.append((case, "rule_13", waiting.pop(0), event_id))
    matched = []
    if event.get("flag_07") is True:
        matched.append("rule_11")
        opened.append((case, "rule_11", event_id))
        mine["rule_11"].append(event_id)
    return matched


def on_kind_34(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 2."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_22"):
        discharged.append((case, "rule_22", waiting.pop(0), event_id))
    if waiting := mine.get("rule_33"):
        discharged.append((case, "rule_33", waiting.pop(0), event_id))
    return ()


def on_kind_35(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("choice_01") not in (None, "medium"):
        matched.append("rule_53")
        opened.append((case, "rule_53", event_id))
        mine["rule_53"].append(event_id)
    return matched


def on_kind_36(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_47"):
        discharged.append((case, "rule_47", waiting.pop(0), event_id))
    return ()


def on_kind_37(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("flag_06") is True and event.get("choice_01") not in (None, "medium"):
        matched.append("rule_13")
        opened.append((case, "rule_13", event_id))
        mine["rule_13"].append(event_id)
    return matched


def on_kind_40(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 2."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_14"):
        discharged.append((case, "rule_14", waiting.pop(0), event_id))
    if waiting := mine.get("rule_16"):
        discharged.append((case, "rule_16", waiting.pop(0), event_id))
    return ()


HANDLERS: dict[str, Handler] = {
    "kind_19": on_kind_19,
    "kind_20": on_kind_20,
    "kind_21": on_kind_21,
    "kind_22": on_kind_22,
    "kind_23": on_kind_23,
    "kind_24": on_kind_24,
    "kind_25": on_kind_25,
    "kind_26": on_kind_26,
    "kind_27": on_kind_27,
    "kind_29": on_kind_29,
    "kind_30": on_kind_30,
    "kind_32": on_kind_32,
    "kind_33": on_kind_33,
    "kind_34": on_kind_34,
    "kind_35": on_kind_35,
    "kind_36": on_kind_36,
    "kind_37": on_kind_37,
    "kind_40": on_kind_40,
}
