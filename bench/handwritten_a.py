"""One function for each kind of event that matters, kind_01 to kind_05.

Written by `bench.write_handwritten` from the rules of the workload.
"""

from bench.answer import Due, Ends, Handler, Names, Opens
from bench.workload import Event


def on_kind_01(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 5 and ends 6."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-05"):
        discharged.append((case, "rule-05", waiting.pop(0), event_id))
    if waiting := mine.get("rule-09"):
        discharged.append((case, "rule-09", waiting.pop(0), event_id))
    if waiting := mine.get("rule-10"):
        discharged.append((case, "rule-10", waiting.pop(0), event_id))
    if waiting := mine.get("rule-32"):
        discharged.append((case, "rule-32", waiting.pop(0), event_id))
    if waiting := mine.get("rule-55"):
        discharged.append((case, "rule-55", waiting.pop(0), event_id))
    if waiting := mine.get("rule-60"):
        discharged.append((case, "rule-60", waiting.pop(0), event_id))
    matched = []
    if (
        event.get("count_06", -1) >= 38
        and event.get("count_05", 101) <= 85
        and event.get("choice_03") not in (None, "low")
    ):
        matched.append("rule-01")
        opened.append((case, "rule-01", event_id))
        mine["rule-01"].append(event_id)
    if event.get("flag_01") is True:
        matched.append("rule-12")
        opened.append((case, "rule-12", event_id))
        mine["rule-12"].append(event_id)
    if event.get("count_04", -1) >= 24:
        matched.append("rule-20")
        opened.append((case, "rule-20", event_id))
        mine["rule-20"].append(event_id)
    if event.get("count_05", 101) <= 63:
        matched.append("rule-22")
        opened.append((case, "rule-22", event_id))
        mine["rule-22"].append(event_id)
    if (
        event.get("count_06", -1) > 20
        and event.get("flag_01") is True
        and event.get("count_05", 101) < 72
    ):
        matched.append("rule-27")
        opened.append((case, "rule-27", event_id))
        mine["rule-27"].append(event_id)
    return matched


def on_kind_02(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 7 and ends 4."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-07"):
        discharged.append((case, "rule-07", waiting.pop(0), event_id))
    if waiting := mine.get("rule-08"):
        discharged.append((case, "rule-08", waiting.pop(0), event_id))
    if waiting := mine.get("rule-15"):
        discharged.append((case, "rule-15", waiting.pop(0), event_id))
    if waiting := mine.get("rule-44"):
        discharged.append((case, "rule-44", waiting.pop(0), event_id))
    matched = []
    if event.get("count_01", -1) > 35 and event.get("choice_05") not in (None, "medium"):
        matched.append("rule-03")
        opened.append((case, "rule-03", event_id))
        mine["rule-03"].append(event_id)
    if event.get("count_01", -1) > 24:
        matched.append("rule-28")
        opened.append((case, "rule-28", event_id))
        mine["rule-28"].append(event_id)
    if event.get("choice_05") not in (None, "none"):
        matched.append("rule-37")
        opened.append((case, "rule-37", event_id))
        mine["rule-37"].append(event_id)
    if event.get("flag_01") is True and event.get("count_01", 101) < 77:
        matched.append("rule-39")
        opened.append((case, "rule-39", event_id))
        mine["rule-39"].append(event_id)
    if event.get("choice_05") not in (None, "low"):
        matched.append("rule-42")
        opened.append((case, "rule-42", event_id))
        mine["rule-42"].append(event_id)
    if event.get("flag_07") is False:
        matched.append("rule-48")
        opened.append((case, "rule-48", event_id))
        mine["rule-48"].append(event_id)
    if event.get("choice_04") not in (None, "high") and event.get("flag_07") is True:
        matched.append("rule-51")
        opened.append((case, "rule-51", event_id))
        mine["rule-51"].append(event_id)
    return matched


def on_kind_03(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 2 and ends 7."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-01"):
        discharged.append((case, "rule-01", waiting.pop(0), event_id))
    if waiting := mine.get("rule-04"):
        discharged.append((case, "rule-04", waiting.pop(0), event_id))
    if waiting := mine.get("rule-12"):
        discharged.append((case, "rule-12", waiting.pop(0), event_id))
    if waiting := mine.get("rule-21"):
        discharged.append((case, "rule-21", waiting.pop(0), event_id))
    if waiting := mine.get("rule-35"):
        discharged.append((case, "rule-35", waiting.pop(0), event_id))
    if waiting := mine.get("rule-53"):
        discharged.append((case, "rule-53", waiting.pop(0), event_id))
    if waiting := mine.get("rule-59"):
        discharged.append((case, "rule-59", waiting.pop(0), event_id))
    matched = []
    if event.get("flag_09") is True:
        matched.append("rule-09")
        opened.append((case, "rule-09", event_id))
        mine["rule-09"].append(event_id)
    if event.get("count_01", -1) >= 27 and event.get("choice_07") not in (None, "low"):
        matched.append("rule-41")
        opened.append((case, "rule-41", event_id))
        mine["rule-41"].append(event_id)
    return matched


def on_kind_04(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 3 and ends 5."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-25"):
        discharged.append((case, "rule-25", waiting.pop(0), event_id))
    if waiting := mine.get("rule-36"):
        discharged.append((case, "rule-36", waiting.pop(0), event_id))
    if waiting := mine.get("rule-37"):
        discharged.append((case, "rule-37", waiting.pop(0), event_id))
    if waiting := mine.get("rule-46"):
        discharged.append((case, "rule-46", waiting.pop(0), event_id))
    if waiting := mine.get("rule-54"):
        discharged.append((case, "rule-54", waiting.pop(0), event_id))
    matched = []
    if event.get("count_02", 101) <= 76:
        matched.append("rule-10")
        opened.append((case, "rule-10", event_id))
        mine["rule-10"].append(event_id)
    if event.get("count_02", 101) < 78 and event.get("count_07", -1) > 22:
        matched.append("rule-26")
        opened.append((case, "rule-26", event_id))
        mine["rule-26"].append(event_id)
    if event.get("count_02", -1) >= 27:
        matched.append("rule-44")
        opened.append((case, "rule-44", event_id))
        mine["rule-44"].append(event_id)
    return matched


def on_kind_05(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 3 and ends 3."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule-02"):
        discharged.append((case, "rule-02", waiting.pop(0), event_id))
    if waiting := mine.get("rule-20"):
        discharged.append((case, "rule-20", waiting.pop(0), event_id))
    if waiting := mine.get("rule-45"):
        discharged.append((case, "rule-45", waiting.pop(0), event_id))
    matched = []
    if event.get("count_01", 101) <= 87:
        matched.append("rule-05")
        opened.append((case, "rule-05", event_id))
        mine["rule-05"].append(event_id)
    if (
        event.get("flag_11") is True
        and event.get("count_08", -1) >= 32
        and event.get("choice_06") == "none"
    ):
        matched.append("rule-36")
        opened.append((case, "rule-36", event_id))
        mine["rule-36"].append(event_id)
    if (
        event.get("flag_10") is True
        and event.get("count_01", 101) <= 64
        and event.get("count_08", -1) > 29
    ):
        matched.append("rule-46")
        opened.append((case, "rule-46", event_id))
        mine["rule-46"].append(event_id)
    return matched


HANDLERS: dict[str, Handler] = {
    "kind_01": on_kind_01,
    "kind_02": on_kind_02,
    "kind_03": on_kind_03,
    "kind_04": on_kind_04,
    "kind_05": on_kind_05,
}
