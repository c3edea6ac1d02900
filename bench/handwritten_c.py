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
    if waiting := mine.get("rule-11"):
        discharged.append((case, "rule-11", waiting.pop(0), event_id))
    return ()


def on_kind_20(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 1 and ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-43"):
        discharged.append((case, "rule-43", waiting.pop(0), event_id))
    matched = []
    if event.get("count_08", 101) <= 71:
        matched.append("rule-06")
        opened.append((case, "rule-06", event_id))
        mine["rule-06"].append(event_id)
    return matched


def on_kind_21(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 1 and ends 2."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-23"):
        discharged.append((case, "rule-23", waiting.pop(0), event_id))
    if waiting := mine.get("rule-34"):
        discharged.append((case, "rule-34", waiting.pop(0), event_id))
    matched = []
    if (
        event.get("flag_03") is True
        and event.get("flag_02") is True
        and event.get("choice_08") not in (None, "none")
    ):
        matched.append("rule-17")
        opened.append((case, "rule-17", event_id))
        mine["rule-17"].append(event_id)
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
        matched.append("rule-30")
        opened.append((case, "rule-30", event_id))
        mine["rule-30"].append(event_id)
    return matched


def on_kind_23(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-41"):
        discharged.append((case, "rule-41", waiting.pop(0), event_id))
    return ()


def on_kind_24(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("choice_01") not in (None, "low") and event.get("flag_03") is True:
        matched.append("rule-08")
        opened.append((case, "rule-08", event_id))
        mine["rule-08"].append(event_id)
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
        matched.append("rule-18")
        opened.append((case, "rule-18", event_id))
        mine["rule-18"].append(event_id)
    if event.get("choice_03") == "none":
        matched.append("rule-31")
        opened.append((case, "rule-31", event_id))
        mine["rule-31"].append(event_id)
    if event.get("flag_07") is True and event.get("choice_08") == "medium":
        matched.append("rule-34")
        opened.append((case, "rule-34", event_id))
        mine["rule-34"].append(event_id)
    return matched


def on_kind_26(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("flag_04") is True:
        matched.append("rule-33")
        opened.append((case, "rule-33", event_id))
        mine["rule-33"].append(event_id)
    return matched


def on_kind_27(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("count_05", 101) < 82 and event.get("choice_03") not in (None, "none"):
        matched.append("rule-32")
        opened.append((case, "rule-32", event_id))
        mine["rule-32"].append(event_id)
    return matched


def on_kind_29(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 1 and ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-56"):
        discharged.append((case, "rule-56", waiting.pop(0), event_id))
    matched = []
    if event.get("flag_05") is True:
        matched.append("rule-58")
        opened.append((case, "rule-58", event_id))
        mine["rule-58"].append(event_id)
    return matched


def on_kind_30(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-17"):
        discharged.append((case, "rule-17", waiting.pop(0), event_id))
    return ()


def on_kind_32(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-40"):
        discharged.append((case, "rule-40", waiting.pop(0), event_id))
    return ()


def on_kind_33(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 1 and ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-13"):
        discharged.append((case, "rule-13", waiting.pop(0), event_id))
    matched = []
    if event.get("flag_07") is True:
        matched.append("rule-11")
        opened.append((case, "rule-11", event_id))
        mine["rule-11"].append(event_id)
    return matched


def on_kind_34(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 2."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-22"):
        discharged.append((case, "rule-22", waiting.pop(0), event_id))
    if waiting := mine.get("rule-33"):
        discharged.append((case, "rule-33", waiting.pop(0), event_id))
    return ()


def on_kind_35(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("choice_01") not in (None, "medium"):
        matched.append("rule-53")
        opened.append((case, "rule-53", event_id))
        mine["rule-53"].append(event_id)
    return matched


def on_kind_36(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-47"):
        discharged.append((case, "rule-47", waiting.pop(0), event_id))
    return ()


def on_kind_37(event: Event, due: Due, opened: Opens, _discharged: Ends) -> Names:
    """Opens 1."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    matched = []
    if event.get("flag_06") is True and event.get("choice_01") not in (None, "medium"):
        matched.append("rule-13")
        opened.append((case, "rule-13", event_id))
        mine["rule-13"].append(event_id)
    return matched


def on_kind_40(event: Event, due: Due, _opened: Opens, discharged: Ends) -> Names:
    """Ends 2."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-14"):
        discharged.append((case, "rule-14", waiting.pop(0), event_id))
    if waiting := mine.get("rule-16"):
        discharged.append((case, "rule-16", waiting.pop(0), event_id))
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
