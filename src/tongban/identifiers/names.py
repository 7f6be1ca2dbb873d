"""Family and given name of a name in Chinese characters, which registers keep in one field."""

from __future__ import annotations

from tongban.identifiers.spelling import DOTS

# Compound surnames (复姓): those of 《百家姓》 and others that are borne today, also as traditional characters write
# them. Left out are rare ones that would cut common names in two: 贺兰芳 is nearly always 贺 with a given name.
SURNAMES = """
欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶
太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良
漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 南荣
伯赏 第五 纳兰 完颜 耶律 单于 淳于 即墨 达奚 褚师 叱干 屈突 斛律 豆卢 步六孤 宿六斤 叶赫 爱新觉罗 叶赫那拉 钮祜禄
歐陽 司馬 諸葛 東方 獨孤 南宮 尉遲 赫連 澹臺 長孫 鍾離 鐘離 鮮于 閭丘 公孫 仲孫 顓孫 樂正 穀梁 軒轅
納蘭 完顏 單于 聞人 萬俟
"""
COMPOUND = frozenset(SURNAMES.split())
LONGEST = max(map(len, COMPOUND))


def split_name(name: str) -> tuple[str, str]:
    """(family, given). A middle dot of any kind divides (names of minorities and of foreigners, 艾力·买买提): what
    stands before the first is the family name. Else a compound surname, else the first character."""
    for place, letter in enumerate(name):
        if letter in DOTS and 0 < place < len(name) - 1:
            return name[:place], name[place + 1 :]
    for length in range(min(LONGEST, len(name) - 1), 1, -1):
        if name[:length] in COMPOUND:
            return name[:length], name[length:]
    return name[:1], name[1:]
