"""One invented question of each kind, for the OpenAPI documents and for whoever tries a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongban.partners.records import Partner

VEHICLE = {"vin": "LSVFF66R8C2116280"}
SELLER = {"seller_name": "样本·赵莹", "seller_number": "440524188001010014"}
BUYER = {"buyer_name": "样本·吴桐", "buyer_number": "11010519491231002X"}
INVOICE_NAMED = {"code": "", "number": "26322000000000000001"}
MARKET_NUMBER = "91320500MAC0DEM0A7"

ASKED: Mapping[tuple[Partner, str], Mapping[str, Any]] = {
    (Partner.TAX, "issue-invoice"): {
        "type": "84",
        **BUYER,
        **SELLER,
        "plate": "川A8K2M6",
        "certificate_number": "510012345678",
        "vehicle_type": "小型轿车",
        **VEHICLE,
        "model": "示例牌 SL7000",
        "destination_office": "320500000000",
        "destination_office_name": "苏州市车管所",
        "price_fen": 8_500_000,
        "market_name": "苏州示例二手车市场",
        "market_number": MARKET_NUMBER,
    },
    (Partner.TAX, "verify-invoice"): INVOICE_NAMED,
    (Partner.TAX, "note-use"): {**INVOICE_NAMED, "case": "T2026-000001"},
    (Partner.COMMERCE, "enter-deal"): {
        **VEHICLE,
        "plate_kind": "02",
        "plate": "川A8K2M6",
        **SELLER,
        **BUYER,
        "price_fen": 8_500_000,
        "market_number": MARKET_NUMBER,
        "destination_office": "320500000000",
        "agreed_on": "2026-11-20",
    },
    (Partner.INSURANCE, "policy-of"): VEHICLE,
    (Partner.INSURANCE, "change-insured"): {
        **VEHICLE,
        "policy_number": "样证PDZA000000000000001",
        "insured_name": "样本·吴桐",
        "insured_number": "11010519491231002X",
        "plate": "苏E12345",
        "from_day": "2026-11-20",
    },
    (Partner.BANK, "confirm-mortgage-transfer"): {
        **VEHICLE,
        "mortgagee": "示例银行",
        "mortgagee_number": "91320500MAC0DEM0EK",
        **SELLER,
        **BUYER,
        "case": "T2026-000001",
    },
}
TOLD: Mapping[str, Mapping[str, Any]] = {
    "dealers": {
        "is_full": False,
        "as_of": "2022-10-01T00:00:00Z",
        "region": "32",
        "dealers": [
            {
                "credit_code": MARKET_NUMBER,
                "name": "苏州示例二手车市场",
                "kind": "market",
                "address": "江苏省苏州市样本大道 1 号",
                "prefecture": "3205",
                "filed_from": "2022-10-01",
                "filed_until": None,
            },
            {"credit_code": "a row that is reported"},
        ],
    },
    "invoice-status": {**INVOICE_NAMED, "status": "02", "on": "2026-11-20"},
    "policy-changed": {**VEHICLE, "policy_number": "样证PDZA000000000000001", "valid_until": "2027-11-20"},
    "mortgage-released": {
        **VEHICLE,
        "mortgagee": "示例银行",
        "mortgagee_number": "91320500MAC0DEM0EK",
        "on": "2026-11-20",
    },
}
