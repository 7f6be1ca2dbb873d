"""The tables of the vehicle file: kinds of documents, and why a page may be returned.

The kinds follow 《机动车登记规定》 and the archive rules of GA/T 946: what a registration leaves in the file. Codes are
stable; a name may change.
"""

from __future__ import annotations

from collections.abc import Mapping

from tongban.verdicts import Text

# In this order they stand in a manifest.
ITEM_TYPES: Mapping[str, Text] = {
    "application": Text("申请表", "Application form"),
    "identity": Text("所有人身份证明", "Owners' proofs of identity"),
    "origin-proof": Text("来历证明（发票）", "Proof of origin (invoice)"),
    "certificate": Text("机动车登记证书", "Registration certificate"),
    "licence-card": Text("行驶证", "Vehicle licence"),
    "vin-rubbing": Text("车辆识别代号拓印膜或者电子资料", "VIN rubbing or electronic image"),
    "inspection-form": Text("机动车查验记录表和照片", "Inspection form with photos"),
    "conformity": Text("整车出厂合格证", "Certificate of conformity"),
    "import-proof": Text("进口凭证", "Import certificate"),
    "insurance": Text("交强险凭证", "Proof of compulsory insurance"),
    "purchase-tax": Text("车辆购置税完税或者免税证明", "Proof of purchase tax paid or not due"),
    "inspection-report": Text("安全技术检验合格证明", "Inspection certificate"),
    "mortgage": Text("抵押、解除抵押材料", "Mortgage and release papers"),
    "mandate": Text("委托书", "Mandate"),
    "customs": Text("海关材料", "Customs papers"),
    "court": Text("法院等机关的文书", "Papers of courts and other authorities"),
    "history": Text("历次登记记录", "Record of all earlier registrations"),
}
# What the origin's file of a used private car made in this country must hold. A service may demand more.
REQUIRED_TYPES = (
    "origin-proof",
    "certificate",
    "licence-card",
    "vin-rubbing",
    "conformity",
    "purchase-tax",
    "history",
)
ORIGINS = ("scan", "born-digital")
MEDIA_TYPES = ("image/jpeg", "image/png", "application/pdf")

RETURN_CODES: Mapping[str, Text] = {
    "A1": Text("缺页", "A page is missing"),
    "A2": Text("看不清", "Illegible"),
    "A3": Text("缺车辆识别代号拓印膜", "VIN rubbing missing"),
    "A4": Text("照片和车辆不符", "Photo is not of this vehicle"),
    "A5": Text("技术参数不符", "Technical data differ"),
    "A6": Text("所有人信息不符", "Owner's data differ"),
    "A7": Text("缺排放信息", "Emission data missing"),
    "A8": Text("电子签章或者摘要无效", "Seal or digest does not hold"),
    "A9": Text("其他", "Other"),
}
CODES_WITH_TEXT = frozenset({"A9"})
