"""Two engines that we did not write, for the part of a notice without time and place: Cedar and GoRules' zen."""

from __future__ import annotations

import json

import cedarpy
import zen

NOTHING = cedarpy.Entities.from_json_str("[]")
REQUEST = {"principal": 'Truck::"1"', "action": 'Action::"enter"', "resource": 'Area::"inner"'}
BOUNDS = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
FACT = {"size": "size", "energy": "energy", "emission": "emission"}


def cedar(condition):
    """The condition in Cedar's language."""
    return said(
        condition,
        words=("&&", "||", "!"),
        one_of="{names}.contains(context.{fact})",
        shares="context.uses.containsAny({names})",
        compare="context.{fact} {sign} {bound}",
        prefix='context.plate like "{prefix}*"',
    )


def zen_expression(condition):
    """The condition in zen's expression language."""
    return said(
        condition,
        words=("and", "or", "not "),
        one_of="{fact} in {names}",
        shares="some(uses, # in {names})",
        compare="{fact} {sign} {bound}",
        prefix='startsWith(plate, "{prefix}")',
    )


def said(condition, *, words, **forms):
    kind = condition["is"]
    if kind in ("all", "any"):
        joint = f" {words[0] if kind == 'all' else words[1]} "
        return joint.join(f"({said(part, words=words, **forms)})" for part in condition["of"])
    if kind == "not":
        return f"{words[2]}({said(condition['of'], words=words, **forms)})"
    if kind == "plate-region":
        return f" {words[1]} ".join(forms["prefix"].format(prefix=prefix) for prefix in condition["one_of"])
    if kind in ("emission", "measure"):
        fact, signs = condition.get("of", "emission"), [name for name in BOUNDS if name in condition]
        parts = [forms["compare"].format(fact=fact, sign=BOUNDS[name], bound=condition[name]) for name in signs]
        return f" {words[0]} ".join(parts)
    names = json.dumps(condition["one_of"])
    return (
        forms["shares"].format(names=names) if kind == "use" else forms["one_of"].format(names=names, fact=FACT[kind])
    )


def cedar_forbids(condition, vehicle):
    """True if Cedar denies a truck under a ban with this condition."""
    policies = (
        f"permit(principal, action, resource); forbid(principal, action, resource) when {{ {cedar(condition)} }};"
    )
    return not cedarpy.is_authorized(REQUEST | {"context": vehicle}, policies, NOTHING).allowed


def zen_forbids(condition, vehicle):
    """True if zen finds that the condition holds."""
    return zen.evaluate_expression(zen_expression(condition), vehicle)
