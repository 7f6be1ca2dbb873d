"""The brute force: a second reading of the specification, over plain JSON, with no line of the engine in it.

Slow and simple on purpose: None is "unknown", every minute is looked at by itself.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
FACT = {"size": "size", "body": "body", "energy": "energy", "plate-kind": "plate_kind"}
SETS = {"use": "uses", "cargo": "cargo"}


def both(values):
    values = list(values)
    return False if False in values else None if None in values else True


def either(values):
    values = list(values)
    return True if True in values else None if None in values else False


def negated(value):
    return None if value is None else not value


def hour(text):
    return int(text[:2]) * 60 + int(text[3:])


def day_counts(period, day, calendar):
    first, last = (date.fromisoformat(period[name]) if name in period else None for name in ("first", "last"))
    if (first and day < first) or (last and day > last):
        return False
    days = period.get("days", {})
    if "parity" in days and days["parity"] != ("odd" if day.day % 2 else "even"):
        return False
    if days.get("months") and day.month not in days["months"]:
        return False
    holidays = calendar["by_law"] if days.get("holiday_means") == "by-law" else calendar["days_off"]
    word = "by-weekday"
    if day in calendar["worked"]:
        word = days.get("worked_days", "by-weekday")
    elif day in holidays:
        word = days.get("holidays", "by-weekday")
    if word == "not-said":
        return None
    return WEEK[day.weekday()] in days.get("weekdays", WEEK) if word == "by-weekday" else word == "counted"


def in_schedule(schedule, at, calendar):
    """Lists, for the day and the one before, the minutes of each window, and looks whether this one is among them."""
    if schedule is None:
        return True

    def in_period(period):
        windows = period.get("windows") or [{"starts": "00:00", "ends": "24:00"}]
        found = [False]
        for back in (0, 1):
            day = (at - timedelta(days=back)).date()
            midnight = datetime(day.year, day.month, day.day, tzinfo=CHINA)
            for window in windows:
                length = (hour(window["ends"]) - hour(window["starts"])) % 1440 or 1440
                start = midnight + timedelta(minutes=hour(window["starts"]))
                if start <= at < start + timedelta(minutes=length):
                    found.append(day_counts(period, day, calendar))
        return either(found)

    return both(
        [
            either(in_period(one) for one in schedule["periods"]),
            negated(either(in_period(one) for one in schedule.get("exceptions", []))),
        ]
    )


def holds(condition, asked):  # noqa: PLR0911, PLR0912 - a table
    vehicle, trip, at = asked["vehicle"], asked["trip"], asked["at"]
    kind = condition["is"]
    if kind == "all":
        return both(holds(part, asked) for part in condition["of"])
    if kind == "any":
        return either(holds(part, asked) for part in condition["of"])
    if kind == "not":
        return negated(holds(condition["of"], asked))
    if kind in FACT:
        value = vehicle.get(FACT[kind])
        return None if value is None else value in condition["one_of"]
    if kind in SETS:
        values = (trip if kind == "cargo" else vehicle).get(SETS[kind])
        return None if values is None else any(one in condition["one_of"] for one in values)
    if kind in ("emission", "measure"):
        value = vehicle.get("emission" if kind == "emission" else condition["of"])
        if value is None:
            return None
        tests = {"at_least": value.__ge__, "above": value.__gt__, "at_most": value.__le__, "below": value.__lt__}
        return all(test(condition[name]) for name, test in tests.items() if name in condition)
    if kind == "plate-region":
        return None if "plate" not in vehicle else any(vehicle["plate"].startswith(one) for one in condition["one_of"])
    if kind == "through":
        ends = [trip.get("begins_in"), trip.get("ends_in")]
        return both(None if end is None else not set(end) & set(condition["places"]) for end in ends)
    if kind == "alert":
        if asked["alerts"] is None:
            return None
        levels = ["blue", "yellow", "orange", "red"]
        level = asked["alerts"].get(condition["of"])
        return level is not None and levels.index(level) >= levels.index(condition["at_least"])
    if kind == "during":
        return in_schedule(condition["when"], at, asked["calendar"])
    if kind == "in":
        return within(condition["places"], asked)
    if kind == "plate-tail":
        (rotation,) = [one for one in asked["notice"]["rotations"] if one["id"] == condition["rotation"]]
        table = rotation["tables"][0]["digits"]
        meant = [*table.get(WEEK[at.weekday()], []), *table.get("odd" if at.day % 2 else "even", [])]
        if "plate" not in vehicle:
            return None
        last = vehicle["plate"].rstrip("挂学警")[-1]
        return int(last) in meant if last.isdigit() else None
    raise AssertionError(kind)


def within(places, asked):
    spot = asked["spot"]
    if "all" in places or set(places) & set(spot["inside"]):
        return True
    return None if set(places) & set(spot.get("unsure", [])) else False


def in_force(clause, notice, at):
    starts = max(datetime.fromisoformat(one["starts"]) for one in (clause, notice) if "starts" in one)
    ends = clause.get("ends") or notice.get("ends")
    return starts <= at and (not ends or at < datetime.fromisoformat(ends))


def applies(clause, asked):
    what = {"enter": ["enter", "be", "leave-by"], "be": ["be", "leave-by"], "stop": ["be", "leave-by", "stop"]}
    doing = asked["spot"].get("doing", "enter")
    if clause["effect"] == "forbid" and clause["action"] not in what[doing]:
        return False
    return both(
        [
            within(clause["where"], asked),
            in_schedule(clause.get("when"), asked["at"], asked["calendar"]),
            holds(clause["who"], asked) if "who" in clause else True,
            negated(holds(clause["unless"], asked)) if "unless" in clause else True,
        ]
    )


def outcome(notice, asked):
    """One notice, a question as a dict; passes: [{type, starts, ends}]."""
    asked = asked | {"notice": notice, "at": asked["at"].astimezone(CHINA)}
    live = [clause for clause in notice["clauses"] if in_force(clause, notice, asked["at"])]
    doubt = needs = False
    for clause in live:
        found = applies(clause, asked)
        if clause["effect"] == "exempt":
            continue
        for other in live:
            if other["effect"] == "exempt" and (not other.get("of") or clause["id"] in other["of"]):
                found = both([found, negated(applies(other, asked))])
        if clause["effect"] == "quote":
            doubt = doubt or (found is not False and clause.get("would", "forbid") == "forbid")
            continue
        opened = any(
            held["type"] in clause.get("passes", []) and held["starts"] <= asked["at"] < held["ends"]
            for held in asked["passes"]
        )
        if found is False or opened:
            continue
        if found is None:
            doubt = True
        elif clause.get("passes"):
            needs = True
        else:
            return "forbidden"
    return "cannot-be-told" if doubt else "needs-pass" if needs else "allowed"
