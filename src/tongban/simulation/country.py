"""The invented country: invented offices in real divisions of GB/T 2260, and the names people have.

Divisions are real codes so that every check of a code passes. Where a vehicle goes from one city to another, the
offices bear the names of their cities, or nobody could follow it; what they do, everybody who works there and
everything that is registered there is invented. Personal names begin 样本· ("specimen").
"""

from __future__ import annotations

from dataclasses import dataclass

from tongban.identifiers import OfficeCode
from tongban.offices.records import OfficeKind


@dataclass(frozen=True)
class Office:
    """An invented office."""

    code: OfficeCode
    name_zh: str
    name_en: str
    kind: OfficeKind


@dataclass(frozen=True)
class City:
    """A city of the invented country. areas: divisions that its people's identity numbers begin with.

    share: its part of the population. plates: what its number plates begin with. is_open: has the licence service.
    authority: whose name stands on licences. desk: what the office is called where it handles vehicles, if it does.
    """

    prefix: str
    authority_zh: str
    authority_en: str
    plates: str
    areas: tuple[str, ...]
    share: int
    is_open: bool = True
    desk_zh: str = ""
    desk_en: str = ""

    @property
    def office(self) -> OfficeCode:
        """Its traffic authority (支队)."""
        return OfficeCode(f"{self.prefix}00000000")


CITIES = (
    City("5101", "示例市交通管理支队", "Example City Traffic Authority", "川A",
         ("510104", "510105", "510106", "510107", "510108", "510112"), 50,
         desk_zh="成都市车管所", desk_en="Chengdu Vehicle Office"),
    City("3205", "示例水乡市交通管理支队", "Example Canals Traffic Authority", "苏E",
         ("320505", "320506", "320507", "320508"), 25,
         desk_zh="苏州市车管所", desk_en="Suzhou Vehicle Office"),
    City("3301", "示例湖滨市交通管理支队", "Example Lakeside Traffic Authority", "浙A",
         ("330102", "330105", "330106"), 12),
    City("4403", "示例海湾市交通管理支队", "Example Bay Traffic Authority", "粤B",
         ("440303", "440304", "440305"), 9),
    City("6501", "示例雪山市交通管理支队", "Example Mountains Traffic Authority", "新A",
         ("650102", "650103", "650104"), 4, is_open=False),
)  # fmt: skip

OFFICES = (
    *(
        Office(city.office, city.desk_zh or city.authority_zh, city.desk_en or city.authority_en, OfficeKind.CITY)
        for city in CITIES
    ),
    Office(OfficeCode("320200000000"), "无锡市车管所", "Wuxi Vehicle Office", OfficeKind.CITY),
    # Municipalities: 重庆 with a county of the group 5002, and 天津. Both are one city, all their counties included.
    Office(OfficeCode("500000000000"), "重庆市车管所", "Chongqing Vehicle Office", OfficeKind.CITY),
    Office(OfficeCode("500229000000"), "重庆市城口县大队", "Chengkou County Brigade, Chongqing", OfficeKind.COUNTY),
    Office(OfficeCode("120000000000"), "天津市车管所", "Tianjin Vehicle Office", OfficeKind.CITY),
    # A county directly under a province is its own city.
    Office(OfficeCode("429004000000"), "仙桃市车管所", "Xiantao Vehicle Office", OfficeKind.COUNTY),
    Office(OfficeCode("510104000000"), "示例市城东大队", "Example City East Brigade", OfficeKind.COUNTY),
    Office(
        OfficeCode("510105000001"),
        "成都市车管所青羊窗口",
        "Chengdu Vehicle Office, Qingyang Window",
        OfficeKind.STATION,
    ),
    Office(
        OfficeCode("320508000001"), "苏州市车管所姑苏窗口", "Suzhou Vehicle Office, Gusu Window", OfficeKind.STATION
    ),
)

ODD_CITIES = ("50", "12", "429004")
"""重庆, 天津 and 仙桃: cities without four digits of their own."""
SURNAMES = (
    ("王", "WANG"), ("李", "LI"), ("张", "ZHANG"), ("刘", "LIU"), ("陈", "CHEN"), ("杨", "YANG"), ("黄", "HUANG"),
    ("赵", "ZHAO"), ("吴", "WU"), ("周", "ZHOU"), ("徐", "XU"), ("孙", "SUN"), ("马", "MA"), ("朱", "ZHU"),
    ("胡", "HU"), ("郭", "GUO"), ("何", "HE"), ("高", "GAO"), ("罗", "LUO"), ("郑", "ZHENG"), ("梁", "LIANG"),
    ("谢", "XIE"), ("宋", "SONG"), ("唐", "TANG"), ("许", "XU"), ("韩", "HAN"), ("冯", "FENG"), ("邓", "DENG"),
    ("曹", "CAO"), ("彭", "PENG"), ("曾", "ZENG"), ("肖", "XIAO"), ("田", "TIAN"), ("董", "DONG"), ("潘", "PAN"),
    ("袁", "YUAN"), ("蔡", "CAI"), ("蒋", "JIANG"), ("余", "YU"), ("欧阳", "OUYANG"),
)  # fmt: skip
GIVEN_MALE = (
    ("伟", "WEI"), ("强", "QIANG"), ("磊", "LEI"), ("军", "JUN"), ("洋", "YANG"), ("勇", "YONG"), ("杰", "JIE"),
    ("涛", "TAO"), ("明", "MING"), ("超", "CHAO"), ("刚", "GANG"), ("平", "PING"), ("辉", "HUI"), ("鹏", "PENG"),
    ("志强", "ZHIQIANG"), ("建国", "JIANGUO"), ("浩然", "HAORAN"), ("子轩", "ZIXUAN"), ("宇航", "YUHANG"),
    ("文博", "WENBO"), ("国庆", "GUOQING"), ("海峰", "HAIFENG"),
)  # fmt: skip
GIVEN_FEMALE = (
    ("芳", "FANG"), ("娜", "NA"), ("敏", "MIN"), ("静", "JING"), ("丽", "LI"), ("艳", "YAN"), ("娟", "JUAN"),
    ("霞", "XIA"), ("秀英", "XIUYING"), ("桂兰", "GUILAN"), ("雨桐", "YUTONG"), ("梓涵", "ZIHAN"), ("欣怡", "XINYI"),
    ("思远", "SIYUAN"), ("晓燕", "XIAOYAN"), ("玉梅", "YUMEI"), ("婷", "TING"), ("雪", "XUE"), ("洁", "JIE"),
    ("颖", "YING"), ("岚", "LAN"), ("佳慧", "JIAHUI"),
)  # fmt: skip
STREETS = ("示例大道", "样本路", "虚构街", "湖滨路", "松林巷", "长风路", "银杏街", "新桥路")
