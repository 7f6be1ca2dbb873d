"""The people of the demo with a name and a story: who they are, what to try as them, how they sign in.

zhangwei to sunlei live and work in Chengdu and tell of the licence; wutong to yanhui belong to the car that zhaoying
sells to Suzhou. Their vehicles are in garage.py.

The sign-in page shows a card for each. Names, numbers and stories are invented; numbers are well formed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tongban.identifiers import IdentityNumber, LicenceNumber, OfficeCode, Phone, identity_check
from tongban.offices.records import Duty
from tongban.simulation import portraits
from tongban.simulation.country import GIVEN_FEMALE, GIVEN_MALE, SURNAMES
from tongban.verdicts import Text


class Section(StrEnum):
    """Which part of the sign-in page."""

    CITIZENS = "citizens"
    OFFICERS = "officers"
    ELSEWHERE = "elsewhere"  # officers of cities in which no story plays; folded away


@dataclass(frozen=True)
class Licence:
    """A persona's line in the driver register. points: ledger lines; the cycle is the running one.

    area: the first four digits of the city that issued it.
    """

    classes: str
    first_issued: date
    file_number: str
    card_core_number: str
    points: tuple[int, ...] = ()
    letters: str = ""
    area: str = "5101"
    address: str = "示例大道88号3栋1202室"


@dataclass(frozen=True)
class Persona:
    """One card. place: the firm or office in words. number: citizens' identity number. duties: officers' duties."""

    username: str
    section: Section
    role: Text
    name: str
    name_latin: str
    place: Text
    to_try: Text
    portrait_seed: int
    is_male: bool
    is_grey: bool = False
    number: LicenceNumber | None = None
    phone: Phone | None = None
    licence: Licence | None = None
    office: OfficeCode | None = None
    officer_number: str = ""
    duties: tuple[Duty, ...] = ()
    region_prefix: str = "5101"

    @property
    def is_officer(self) -> bool:
        """True for whoever sits in an office."""
        return self.section is not Section.CITIZENS

    @property
    def identity(self) -> IdentityNumber:
        """The identity number: an officer's is invented from the service number, with a sequence that nobody else has."""
        if self.number is not None:
            return IdentityNumber(self.number)
        years, sequence = int(self.officer_number) % 29, int(self.officer_number) // 29 % 97
        first = f"510105{1965 + years}0101{900 + sequence}"
        return IdentityNumber(first + identity_check(first))

    def portrait(self, *, shot: int = 0) -> bytes:
        """The drawn face, as JPEG. shot: another picture of the same person."""
        return portraits.draw(self.portrait_seed, is_male=self.is_male, is_grey=self.is_grey, shot=shot)


def by_username(username: str) -> Persona:
    """The persona that signs in by this name; KeyError if there is none."""
    return _BY_USERNAME[username]


NOWHERE = Text("", "")
CITY_OFFICE = OfficeCode("510100000000")
EAST_BRIGADE = OfficeCode("510104000000")
WINDOW = OfficeCode("510105000001")
SUZHOU_OFFICE = OfficeCode("320500000000")
CHENGDU = Text("成都市车管所", "Chengdu Vehicle Office")
SUZHOU = Text("苏州市车管所", "Suzhou Vehicle Office")
MARKET = Text("苏州示例二手车市场", "Suzhou Example Market")

CAST = (
    Persona(
        username="zhangwei", section=Section.CITIZENS, role=Text("驾驶人", "Driver"),
        name="样本·张伟", name_latin="SPECIMEN ZHANG WEI", place=NOWHERE,
        to_try=Text("亮证、亮码，选择给谁看什么", "Show the licence and its code; choose what to show"),
        portrait_seed=987, is_male=True,
        number=LicenceNumber("510103199003070019"), phone=Phone("13800000001"),
        licence=Licence("C1", date(2015, 6, 17), "510100382746", "5107002481936", points=(3,)),
    ),
    Persona(
        username="linxiao", section=Section.CITIZENS, role=Text("新申领人", "New applicant"),
        name="样本·林晓", name_latin="SPECIMEN LIN XIAO", place=NOWHERE,
        to_try=Text("照片被退回过一次，重拍再交", "The photo was returned once; take another and send it"),
        portrait_seed=757, is_male=False,
        number=LicenceNumber("510105199810230042"), phone=Phone("13800000002"),
        licence=Licence("C1", date(2021, 5, 20), "510100771203", "5107004417325"),
    ),
    Persona(
        username="chentao", section=Section.CITIZENS, role=Text("记满 12 分的驾驶人", "Driver with 12 points"),
        name="样本·陈涛", name_latin="SPECIMEN CHEN TAO", place=NOWHERE,
        to_try=Text("看看状态异常时页面怎么说", "See what the pages say when the licence may not be used"),
        portrait_seed=5, is_male=True,
        number=LicenceNumber("510107198507120033"), phone=Phone("13800000003"),
        licence=Licence("C1", date(2012, 4, 9), "510100295518", "5107001938420", points=(9,)),
    ),
    Persona(
        username="zhaoying", section=Section.CITIZENS, role=Text("租车公司门店", "Car rental desk"),
        name="样本·赵颖", name_latin="SPECIMEN ZHAO YING", place=Text("示例安行租车", "Example Anxing Car Rental"),
        to_try=Text("扫租车码核对驾驶人；把自己的川A8K2M6卖到苏州", "Check a rental code; sell her own 川A8K2M6 to Suzhou"),
        portrait_seed=23, is_male=False,
        number=LicenceNumber("510106199204180029"), phone=Phone("13800000004"),
        licence=Licence("C2", date(2018, 9, 3), "510100546627", "5107003150077"),
    ),
    Persona(
        username="wutong", section=Section.CITIZENS, role=Text("二手车买家", "Used-car buyer"),
        name="样本·吴桐", name_latin="SPECIMEN WU TONG", place=Text("苏州", "Suzhou"),
        to_try=Text("在家申请、选号，领电子行驶证", "Apply at home, choose a number, collect the vehicle licence"),
        portrait_seed=41, is_male=True,
        number=LicenceNumber("320508199307152038"), phone=Phone("13800000005"),
        licence=Licence("C1", date(2016, 3, 8), "320500183355", "3207002216048", area="3205",
                        address="江苏省苏州市姑苏区样本路66号5栋301室"),
    ),
    Persona(
        username="qianjin", section=Section.CITIZENS, role=Text("二手车市场经办人", "Used-car market clerk"),
        name="样本·钱进", name_latin="SPECIMEN QIAN JIN", place=MARKET,
        to_try=Text("录入交易，开二手车发票；车有问题，事先就知道", "Enter the deal and have the invoice issued; learn of trouble before"),
        portrait_seed=96, is_male=True,
        number=LicenceNumber("320506198309221052"), phone=Phone("13800000006"),
        licence=Licence("C1", date(2009, 11, 2), "320500094471", "3207001180392", area="3205",
                        address="江苏省苏州市吴中区示例街12号2栋902室"),
    ),
    Persona(
        username="gaofeng", section=Section.OFFICERS, role=Text("路面民警", "Roadside officer"),
        name="样本·高峰", name_latin="SPECIMEN GAO FENG", place=Text("城东大队", "East Brigade"),
        to_try=Text("夜间扫码查证，没有网络也能查", "Scan a code at night, even without a network"),
        portrait_seed=224, is_male=True,
        office=EAST_BRIGADE, officer_number="510217", duties=(Duty.ROADSIDE_CHECK, Duty.LICENCE_SEARCH), region_prefix="51",
    ),
    Persona(
        username="zhoujie", section=Section.OFFICERS, role=Text("照片审核岗", "Photo reviewer"),
        name="样本·周洁", name_latin="SPECIMEN ZHOU JIE", place=CHENGDU,
        to_try=Text("两张照片并排看，退回要说清原因", "Compare two photos; a return needs its reason"),
        portrait_seed=2334, is_male=False,
        office=CITY_OFFICE, officer_number="510305", duties=(Duty.PHOTO_REVIEW,),
    ),
    Persona(
        username="tangjing", section=Section.OFFICERS, role=Text("窗口和状态变更岗", "Window and standing changes"),
        name="样本·唐静", name_latin="SPECIMEN TANG JING", place=Text("青羊窗口", "Qingyang Window"),
        to_try=Text("记分、暂扣、换证，看驾驶证状态怎么变", "Add points, suspend or renew, and watch the standing change"),
        portrait_seed=131, is_male=False,
        office=WINDOW, officer_number="510410",
        duties=(Duty.WINDOW, Duty.STANDING_CHANGE, Duty.LICENCE_SEARCH),
    ),
    Persona(
        username="shenlan", section=Section.OFFICERS, role=Text("审计岗", "Auditor"),
        name="样本·沈岚", name_latin="SPECIMEN SHEN LAN", place=CHENGDU,
        to_try=Text("查谁在何时为什么看过一本驾驶证", "See who looked at a licence, when and why"),
        portrait_seed=1274, is_male=False,
        office=CITY_OFFICE, officer_number="510501", duties=(Duty.AUDIT,),
    ),
    Persona(
        username="machao", section=Section.OFFICERS, role=Text("系统管理员", "Administrator"),
        name="样本·马超", name_latin="SPECIMEN MA CHAO", place=CHENGDU,
        to_try=Text("开通地区，管理人员和岗位", "Open regions; manage officers and duties"),
        portrait_seed=760, is_male=True,
        office=CITY_OFFICE, officer_number="510601", duties=(Duty.ADMINISTER,),
    ),
    Persona(
        username="sunlei", section=Section.OFFICERS, role=Text("业务监督岗", "Supervisor"),
        name="样本·孙磊", name_latin="SPECIMEN SUN LEI", place=CHENGDU,
        to_try=Text("看办理时限和退回原因", "See the clocks and the reasons for returns"),
        portrait_seed=10, is_male=True, is_grey=True,
        office=CITY_OFFICE, officer_number="510502", duties=(Duty.SUPERVISION,),
    ),
    Persona(
        username="luowen", section=Section.OFFICERS, role=Text("迁出地档案岗", "Archive keeper, origin"),
        name="样本·罗文", name_latin="SPECIMEN LUO WEN", place=CHENGDU,
        to_try=Text("补齐电子档案，盖章移交", "Complete the vehicle's file, seal it and send it"),
        portrait_seed=318, is_male=True, is_grey=True,
        office=CITY_OFFICE, officer_number="510701", duties=(Duty.ARCHIVE,),
    ),
    Persona(
        username="heping", section=Section.OFFICERS, role=Text("迁出地查验员", "Vehicle inspector, origin"),
        name="样本·何平", name_latin="SPECIMEN HE PING", place=CHENGDU,
        to_try=Text("货车先在迁出地查验，再转出", "A truck is examined at the origin before it moves out"),
        portrait_seed=1204, is_male=True,
        office=CITY_OFFICE, officer_number="510801", duties=(Duty.INSPECTION,),
    ),
    Persona(
        username="yexin", section=Section.OFFICERS, role=Text("迁出地登记审核岗", "Registration reviewer, origin"),
        name="样本·叶欣", name_latin="SPECIMEN YE XIN", place=CHENGDU,
        to_try=Text("反过来走一遍：苏州的车卖到成都", "The other way round: a Suzhou car sold to Chengdu"),
        portrait_seed=1312, is_male=False,
        office=CITY_OFFICE, officer_number="510901", duties=(Duty.REGISTRATION_REVIEW,),
    ),
    Persona(
        username="lumin", section=Section.OFFICERS, role=Text("转入地受理窗口", "Window, destination"),
        name="样本·陆敏", name_latin="SPECIMEN LU MIN", place=SUZHOU,
        to_try=Text("受理申请，收回旧牌，发新牌新证", "Accept the application; take the old plates, issue the new"),
        portrait_seed=402, is_male=False,
        office=SUZHOU_OFFICE, officer_number="320410", duties=(Duty.WINDOW,), region_prefix="3205",
    ),
    Persona(
        username="jiangyue", section=Section.OFFICERS, role=Text("转入地档案岗", "Archive checker, destination"),
        name="样本·江月", name_latin="SPECIMEN JIANG YUE", place=SUZHOU,
        to_try=Text("核对档案，有问题的单页退回", "Check the file; return single pages"),
        portrait_seed=515, is_male=False,
        office=SUZHOU_OFFICE, officer_number="320701", duties=(Duty.ARCHIVE,), region_prefix="3205",
    ),
    Persona(
        username="dingning", section=Section.OFFICERS, role=Text("查验员", "Vehicle inspector"),
        name="样本·丁宁", name_latin="SPECIMEN DING NING", place=SUZHOU,
        to_try=Text("用手机拍照、逐项查验", "Examine the car item by item, with photos"),
        portrait_seed=633, is_male=True,
        office=SUZHOU_OFFICE, officer_number="320801", duties=(Duty.INSPECTION,), region_prefix="3205",
    ),
    Persona(
        username="guqing", section=Section.OFFICERS, role=Text("登记审核岗", "Registration reviewer"),
        name="样本·顾清", name_latin="SPECIMEN GU QING", place=SUZHOU,
        to_try=Text("核对全案，准予登记或者书面说明理由", "Review the case; approve, or refuse in writing"),
        portrait_seed=707, is_male=False,
        office=SUZHOU_OFFICE, officer_number="320901", duties=(Duty.REGISTRATION_REVIEW,), region_prefix="3205",
    ),
    Persona(
        username="xuke", section=Section.OFFICERS, role=Text("政策起草岗", "Policy editor"),
        name="样本·许可", name_latin="SPECIMEN XU KE", place=SUZHOU,
        to_try=Text("起草本市转入政策，定生效日期", "Draft the city's policy for vehicles that come in"),
        portrait_seed=822, is_male=True,
        office=SUZHOU_OFFICE, officer_number="320503", duties=(Duty.RULE_EDIT,), region_prefix="3205",
    ),
    Persona(
        username="yanhui", section=Section.OFFICERS, role=Text("政策审批岗", "Policy approver"),
        name="样本·颜晖", name_latin="SPECIMEN YAN HUI", place=SUZHOU,
        to_try=Text("批准或者退回政策草案", "Approve or return a drafted policy"),
        portrait_seed=911, is_male=True, is_grey=True,
        office=SUZHOU_OFFICE, officer_number="320504", duties=(Duty.RULE_APPROVAL,), region_prefix="3205",
    ),
)  # fmt: skip
_BY_USERNAME = {persona.username: persona for persona in CAST}


# --- Officers of the other offices -----------------------------------------------------------------------------------
LICENCES = ("window", "photos")
TRANSFERS = ("window", "archive", "inspection", "review", "supervision")
POSTS = {"window": "lumin", "photos": "zhoujie", "archive": "jiangyue", "inspection": "dingning", "review": "guqing",
         "supervision": "sunlei", "roadside": "gaofeng"}  # fmt: skip
WINDOW_DUTIES = (Duty.WINDOW, Duty.STANDING_CHANGE, Duty.LICENCE_SEARCH)
FIRST_SERIAL = 40  # service numbers of the cast end lower


@dataclass(frozen=True)
class Staffed:
    """An office without a story, and who sits there: names of POSTS, one officer each."""

    username: str
    office: OfficeCode
    place: Text
    region_prefix: str
    posts: tuple[str, ...]


STAFFED = (
    Staffed("tianjin", OfficeCode("120000000000"), Text("天津市车管所", "Tianjin Vehicle Office"), "12",
            (*TRANSFERS, "photos")),
    Staffed("xiantao", OfficeCode("429004000000"), Text("仙桃市车管所", "Xiantao Vehicle Office"), "429004",
            (*TRANSFERS, "photos")),
    Staffed("chongqing", OfficeCode("500000000000"), Text("重庆市车管所", "Chongqing Vehicle Office"), "50",
            (*TRANSFERS, "photos")),
    Staffed("chengkou", OfficeCode("500229000000"), Text("重庆市城口县大队", "Chengkou County Brigade"), "500229",
            ("window", "roadside")),
    Staffed("suzhou", SUZHOU_OFFICE, SUZHOU, "3205", ("supervision", "photos")),
    Staffed("wuxi", OfficeCode("320200000000"), Text("无锡市车管所", "Wuxi Vehicle Office"), "3202", TRANSFERS),
    Staffed("hangzhou", OfficeCode("330100000000"), Text("示例湖滨市支队", "Example Lakeside"), "3301", LICENCES),
    Staffed("shenzhen", OfficeCode("440300000000"), Text("示例海湾市支队", "Example Bay"), "4403", LICENCES),
)  # fmt: skip


def staff(staffed: Staffed, *, serial: int) -> tuple[Persona, ...]:
    """Its officers, each after the one of the cast who does the same work. serial: how many sit elsewhere before them."""
    found = []
    for n, post in enumerate(staffed.posts, start=serial):
        like = by_username(POSTS[post])
        surname, latin = SURNAMES[n % len(SURNAMES)]
        given, given_latin = (GIVEN_MALE if like.is_male else GIVEN_FEMALE)[n % len(GIVEN_MALE)]
        found.append(
            replace(
                like,
                username=f"{staffed.username}-{post}",
                section=Section.ELSEWHERE,
                name=f"样本·{surname}{given}",
                name_latin=f"SPECIMEN {latin} {given_latin}",
                place=staffed.place,
                office=staffed.office,
                officer_number=f"{staffed.office[:2]}{like.officer_number[2:4]}{FIRST_SERIAL + n}",
                duties=WINDOW_DUTIES if post == "window" else like.duties,
                region_prefix=staffed.region_prefix,
            )
        )
    return tuple(found)


def everybody_elsewhere() -> tuple[Persona, ...]:
    """The officers of all offices without a story."""
    found: tuple[Persona, ...] = ()
    for one in STAFFED:
        found += staff(one, serial=len(found))
    return found


PERSONAS = (*CAST, *everybody_elsewhere())
_BY_USERNAME |= {persona.username: persona for persona in PERSONAS}
