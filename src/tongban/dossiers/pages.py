"""What pages of several services show of a dossier and what comes in from them: scanning, returning, the pages one by one.

Each form takes the kind; templates stay the service's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tongban.documents import queries as documents
from tongban.dossiers.actions import OVERVIEW_PAGES_MAX
from tongban.dossiers.kinds import Kind
from tongban.dossiers.records import TEXT_MAX, ItemView, PageProblem, ReturnView, Scanned, SealView
from tongban.ui.files import MEDIA_TYPES, PAGES, FilesField, FilesInput, checked_file, media_type
from tongban.ui.keyed import KeyedForm

FILES_MAX = 50


# --- what comes in ----------------------------------------------------------------------------------------------
class ScanForm(KeyedForm):
    """Pages that are scanned, from `number` on. wrong: what is the matter with a file, by its place."""

    item = forms.ChoiceField(label=_("材料"), choices=())
    number = forms.IntegerField(
        label=_("第几页"), min_value=1, max_value=999, initial=1, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    page = FilesField(
        label=_("扫描件"),
        widget=FilesInput(attrs={"accept": PAGES}),
        error_messages={"required": _("选一个扫描件"), "empty": _("这个文件是空的")},
    )

    def __init__(self, *args: Any, kind: Kind[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "item", named(kind))

    def clean_page(self) -> list[tuple[int, Any]]:
        """The files with their places, those that are no larger than is kept and of a kind that is kept.

        An error when none is; else the others stand in `wrong`, and the good ones are not lost for them.
        """
        files = self.cleaned_data["page"]
        if len(files) > FILES_MAX:
            raise forms.ValidationError(gettext("一次最多 %(n)s 个文件") % {"n": FILES_MAX})
        self.wrong: dict[int, str] = {}
        good = []
        for place, file in enumerate(files, 1):
            try:
                good.append((place, checked_file(file, kinds=MEDIA_TYPES)))
            except forms.ValidationError as error:
                self.wrong[place] = error.messages[0]
        if not good:
            raise forms.ValidationError(self.told(self.wrong))
        return good

    def told(self, wrong: Mapping[int, str]) -> list[str]:
        """One sentence for each file that is wrong; a file alone needs no number."""
        if len(self.files.getlist("page")) == 1:
            return list(wrong.values())
        return [gettext("第 %(n)s 个文件：%(what)s") % {"n": n, "what": wrong[n]} for n in sorted(wrong)]


def keep(form: ScanForm, scan: Callable[[Sequence[tuple[bytes, str]]], Scanned]) -> None:
    """Keep the scanned pages; a page that is sent twice is the same page. A ValidationError names every file of which
    something was not kept; the others are. scan: the service's act, of the files with their media types."""
    sent = form.cleaned_data["page"]
    found = scan([(file.read(), media_type(file)) for _place, file in sent])
    language = get_language() or ""
    wrong = form.wrong | {sent[n - 1][0]: text.in_language(language) for n, text in found.faults.items()}
    if wrong:
        kept = gettext("其中 %(n)s 页已存入档案。") % {"n": found.kept}
        raise ValidationError([*form.told(wrong), kept])


class ReturnForm(KeyedForm):
    """Pages that go back: for each page a code or nothing, and one that is missing altogether.

    The fields of page n of an item are `code-<item>-<n>` and `text-<item>-<n>`; `more-…` name another page.
    """

    def __init__(self, *args: Any, kind: Kind[Any], pages: Iterable[tuple[str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages = list(pages)
        codes = [("", "—"), *((code, code) for code in kind.codes)]
        for item, number in self.pages:
            self.fields[f"code-{item}-{number}"] = forms.ChoiceField(choices=codes, required=False)
            self.fields[f"text-{item}-{number}"] = forms.CharField(max_length=TEXT_MAX, required=False)
        self.fields["more-item"] = forms.ChoiceField(choices=[("", "—"), *named(kind)], required=False)
        self.fields["more-number"] = forms.IntegerField(min_value=1, max_value=999, required=False)
        self.fields["more-code"] = forms.ChoiceField(choices=codes, required=False)
        self.fields["more-text"] = forms.CharField(max_length=TEXT_MAX, required=False)

    def clean(self) -> dict[str, Any]:
        """At least one page, and another page has its kind, its number and its code."""
        cleaned = super().clean() or {}
        another = [cleaned.get(f"more-{part}") for part in ("item", "number", "code")]
        if any(another) and not all(another):
            raise forms.ValidationError(gettext("另补一页：材料、页码、退回原因都要填"))
        if not self.errors and not self.problems(cleaned):
            raise forms.ValidationError(gettext("至少选一页，写明退回原因"))
        return cleaned

    def problems(self, cleaned: Mapping[str, Any]) -> list[PageProblem]:
        """The pages that go back."""
        found = [
            PageProblem(item, number, cleaned[f"code-{item}-{number}"], cleaned.get(f"text-{item}-{number}", ""))
            for item, number in self.pages
            if cleaned.get(f"code-{item}-{number}")
        ]
        if cleaned.get("more-item"):
            found.append(
                PageProblem(
                    cleaned["more-item"], cleaned["more-number"], cleaned["more-code"], cleaned.get("more-text", "")
                )
            )
        return found


class AcceptForm(KeyedForm):
    """All is in order; it comes with the fields of ReturnForm, none of which may be chosen."""

    def clean(self) -> dict[str, Any]:
        """Whoever marked a page did not mean to accept it."""
        marked = [name for name, value in self.data.items() if value and name.startswith(("code-", "more-code"))]
        if marked:
            raise forms.ValidationError(gettext("选了要退回的页：先退回，或者改成“没有问题”"))
        return super().clean() or {}


def named(kind: Kind[Any]) -> list[tuple[str, str]]:
    """The documents of a kind to choose from."""
    return [(item, name.zh) for item, name in kind.items.items()]


def offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Fill in what can be chosen."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


# --- what is shown ----------------------------------------------------------------------------------------------
def shown(items: Iterable[ItemView], seal: SealView | None) -> list[dict[str, Any]]:
    """Every page in order, with its place on the overview and whether it is what was sealed."""
    return [
        {
            "item": one,
            "page": page,
            "top": documents.CELL[1] * n if n < OVERVIEW_PAGES_MAX else None,
            "is_pdf": page.media_type == "application/pdf",
            "has_seal": seal is not None,
            "is_sealed": is_sealed(seal, one.type, page.number, page.digest),
        }
        for n, (one, page) in enumerate((one, page) for one in items for page in one.pages)
    ]


def sheets(items: Iterable[ItemView], seal: SealView | None, form: forms.Form) -> list[dict[str, Any]]:
    """The file page by page: whether each is what was sealed, and the fields with which it can go back."""
    return [
        {
            "item": one,
            "pages": [
                {
                    "page": page,
                    "is_sealed": is_sealed(seal, one.type, page.number, page.digest),
                    "code": form[f"code-{one.type}-{page.number}"],
                    "text": form[f"text-{one.type}-{page.number}"],
                }
                for page in one.pages
            ],
        }
        for one in items
    ]


def is_sealed(seal: SealView | None, item: str, number: int, digest: str) -> bool:
    """True if the page is the one that was sealed."""
    return seal is not None and seal.pages.get((item, number)) == digest


def first_wanted(returns: Iterable[ReturnView], items: Iterable[ItemView]) -> tuple[str, int] | None:
    """The page that is to be scanned next: a returned one, else the first of a missing document."""
    for one in returns:
        if one.repaired_at is None:
            return one.item, one.number
    return next(((one.type, 1) for one in items if one.is_missing), None)
