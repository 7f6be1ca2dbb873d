"""Words for people that are data: the businesses of a mandate."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.people.records import Business
from tongban.verdicts import Text

BUSINESS_NAMES: Mapping[Business, Text] = {
    Business.RENEWAL: Text(zh="换证", en="Renewal"),
    Business.REPLACEMENT: Text(zh="补证", en="Replacement of a lost licence"),
    Business.MEDICAL: Text(zh="提交身体条件证明", en="Handing in a medical certificate"),
    Business.REVIEW: Text(zh="提交审验材料", en="Handing in papers for the review"),
    Business.DEFERRAL: Text(zh="延期办理", en="Deferral"),
    Business.CANCELLATION: Text(zh="注销", en="Cancellation"),
    Business.VEHICLE_TRANSFER: Text(zh="机动车转让、变更登记", en="Registering a vehicle"),
}
