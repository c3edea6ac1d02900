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
    if waiting := mine.get("rule_05"):
        discharged.append((case, "rule_05", waiting.pop(0), event_id))
    if waiting := mine.get("rule_09"):
        discharged.append((case, "rule_09", waiting.pop(0), event_id))
    if waiting := mine.get("rule_10"):
        discharged.append((case, "rule_10", waiting.pop(0), event_id))
    if waiting := mine.get("rule_32"):
        discharged.append((case, "rule_32", waiting.pop(0), event_id))
    if waiting := mine.get("rule_55"):
        discharged.append((case, "rule_55", waiting.pop(0), event_id))
    if waiting := mine.get("rule_60"):
        discharged.append((case, "rule_60", waiting.pop(0), event_id))
    matched = []
    if (
        event.get("count_06", -1) >= 38
        and event.get("count_05", 101) <= 85
        and event.get("choice_03") not in (None, "low")
    ):
        matched.append("rule_01")
        opened.append((case, "rule_01", event_id))
        mine["rule_01"].append(event_id)
    if event.get("flag_01") is True:
        matched.append("rule_12")
        opened.append((case, "rule_12", event_id))
        mine["rule_12"].append(event_id)
    if event.get("count_04", -1) >= 24:
        matched.append("rule_20")
        opened.append((case, "rule_20", event_id))
        mine["rule_20"].append(event_id)
    if event.get("count_05", 101) <= 63:
        matched.append("rule_22")
        opened.append((case, "rule_22", event_id))
        mine["rule_22"].append(event_id)
    if (
        event.get("count_06", -1) > 20
        and event.get("flag_01") is True
        and event.get("count_05", 101) < 72
    ):
        matched.append("rule_27")
        opened.append((case, "rule_27", event_id))
        mine["rule_27"].append(event_id)
    return matched


def on_kind_02(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 7 and ends 4."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_07"):
        discharged.append((case, "rule_07", waiting.pop(0), event_id))
    if waiting := mine.get("rule_08"):
        discharged.append((case, "rule_08", waiting.pop(0), event_id))
    if waiting := mine.get("rule_15"):
        discharged.append((case, "rule_15", waiting.pop(0), event_id))
    if waiting := mine.get("rule_44"):
        discharged.append((case, "rule_44", waiting.pop(0), event_id))
    matched = []
    if event.get("count_01", -1) > 35 and event.get("choice_05") not in (None, "medium"):
        matched.append("rule_03")
        opened.append((case, "rule_03", event_id))
        mine["rule_03"].append(event_id)
    if event.get("count_01", -1) > 24:
        matched.append("rule_28")
        opened.append((case, "rule_28", event_id))
        mine["rule_28"].append(event_id)
    if event.get("choice_05") not in (None, "none"):
        matched.append("rule_37")
        opened.append((case, "rule_37", event_id))
        mine["rule_37"].append(event_id)
    if event.get("flag_01") is True and event.get("count_01", 101) < 77:
        matched.append("rule_39")
        opened.append((case, "rule_39", event_id))
        mine["rule_39"].append(event_id)
    if event.get("choice_05") not in (None, "low"):
        matched.append("rule_42")
        opened.append((case, "rule_42", event_id))
        mine["rule_42"].append(event_id)
    if event.get("flag_07") is False:
        matched.append("rule_48")
        opened.append((case, "rule_48", event_id))
        mine["rule_48"].append(event_id)
    if event.get("choice_04") not in (None, "high") and event.get("flag_07") is True:
        matched.append("rule_51")
        opened.append((case, "rule_51", event_id))
        mine["rule_51"].append(event_id)
    return matched


def on_kind_03(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 2 and ends 7."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_01"):
        discharged.append((case, "rule_01", waiting.pop(0), event_id))
    if waiting := mine.get("rule_04"):
        discharged.append((case, "rule_04", waiting.pop(0), event_id))
    if waiting := mine.get("rule_12"):
        discharged.append((case, "rule_12", waiting.pop(0), event_id))
    if waiting := mine.get("rule_21"):
        discharged.append((case, "rule_21", waiting.pop(0), event_id))
    if waiting := mine.get("rule_35"):
        discharged.append((case, "rule_35", waiting.pop(0), event_id))
    if waiting := mine.get("rule_53"):
        discharged.append((case, "rule_53", waiting.pop(0), event_id))
    if waiting := mine.get("rule_59"):
        discharged.append((case, "rule_59", waiting.pop(0), event_id))
    matched = []
    if event.get("flag_09") is True:
        matched.append("rule_09")
        opened.append((case, "rule_09", event_id))
        mine["rule_09"].append(event_id)
    if event.get("count_01", -1) >= 27 and event.get("choice_07") not in (None, "low"):
        matched.append("rule_41")
        opened.append((case, "rule_41", event_id))
        mine["rule_41"].append(event_id)
    return matched


def on_kind_04(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 3 and ends 5."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_25"):
        discharged.append((case, "rule_25", waiting.pop(0), event_id))
    if waiting := mine.get("rule_36"):
        discharged.append((case, "rule_36", waiting.pop(0), event_id))
    if waiting := mine.get("rule_37"):
        discharged.append((case, "rule_37", waiting.pop(0), event_id))
    if waiting := mine.get("rule_46"):
        discharged.append((case, "rule_46", waiting.pop(0), event_id))
    if waiting := mine.get("rule_54"):
        discharged.append((case, "rule_54", waiting.pop(0), event_id))
    matched = []
    if event.get("count_02", 101) <= 76:
        matched.append("rule_10")
        opened.append((case, "rule_10", event_id))
        mine["rule_10"].append(event_id)
    if event.get("count_02", 101) < 78 and event.get("count_07", -1) > 22:
        matched.append("rule_26")
        opened.append((case, "rule_26", event_id))
        mine["rule_26"].append(event_id)
    if event.get("count_02", -1) >= 27:
        matched.append("rule_44")
        opened.append((case, "rule_44", event_id))
        mine["rule_44"].append(event_id)
    return matched


def on_kind_05(event: Event, due: Due, opened: Opens, discharged: Ends) -> Names:
    """Opens 3 and ends 3."""
    case = event["case"]
    event_id = event["id"]
    mine = due[case]
    if waiting := mine.get("rule_02"):
        discharged.append((case, "rule_02", waiting.pop(0), event_id))
    if waiting := mine.get("rule_20"):
        discharged.append((case, "rule_20", waiting.pop(0), event_id))
    if waiting := mine.get("rule_45"):
        discharged.append((case, "rule_45", waiting.pop(0), event_id))
    matched = []
    if event.get("count_01", 101) <= 87:
        matched.append("rule_05")
        opened.append((case, "rule_05", event_id))
        mine["rule_05"].append(event_id)
    if (
        event.get("flag_11") is True
        and event.get("count_08", -1) >= 32
        and event.get("choice_06") == "none"
    ):
        matched.append("rule_36")
        opened.append((case, "rule_36", event_id))
        mine["rule_36"].append(event_id)
    if (
        event.get("flag_10") is True
        and event.get("count_01", 101) <= 64
        and event.get("count_08", -1) > 29
    ):
        matched.append("rule_46")
        opened.append((case, "rule_46", event_id))
        mine["rule_46"].append(event_id)
    return matched


HANDLERS: dict[str, Handler] = {
    "kind_01": on_kind_01,
    "kind_02": on_kind_02,
    "kind_03": on_kind_03,
    "kind_04": on_kind_04,
    "kind_05": on_kind_05,
}
