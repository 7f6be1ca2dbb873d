"""What is stored about people, with the constraints that the database itself keeps.

Identity numbers and phones are stored sealed (AES-256-GCM, tongban.keys.sealing) beside a keyed digest by
which they are found; a copy of the table alone tells neither.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongban.people.records import AccountKind, Answer, BoundBy, HomeKind
from tongban.tables.ids import in_order


class Accounts(UserManager["Account"]):
    """Makes accounts; there is no e-mail address to give."""

    use_in_migrations = False

    def create_user(  # type: ignore[override]
        self, username: str, password: str | None = None, **fields: object
    ) -> Account:
        """An account with a hashed password, or one that no password opens when it is None."""
        account = self.model(username=self.model.normalize_username(username), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(  # type: ignore[override]
        self, username: str, password: str | None = None, **fields: object
    ) -> Account:
        """For Django's own command; there are no pages that such an account opens."""
        return self.create_user(
            username, password, kind=AccountKind.ADMINISTRATOR, is_staff=True, is_superuser=True, **fields
        )


class Account(AbstractBaseUser, PermissionsMixin):
    """A way to sign in. Holds no name, no number and no address of a person; Citizen and Officer do."""

    username = models.CharField(
        _("用户名"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("这个用户名已经有人使用，请换一个。")},
    )
    kind = models.CharField(
        max_length=16, choices=[(kind.value, kind.value) for kind in AccountKind], default=AccountKind.CITIZEN.value
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Accounts] = Accounts()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = ""
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def clean(self) -> None:
        """Normalise the user name; there is no e-mail address to normalise."""
        self.username = self.normalize_username(self.username)


class Citizen(models.Model):
    """A person known by name and identity number. Never deleted: licences and journal entries point here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="citizen")
    name = models.CharField(max_length=100)
    identity_sealed = models.BinaryField()
    identity_digest = models.CharField(max_length=64, unique=True)
    phone_sealed = models.BinaryField(null=True)
    phone_digest = models.CharField(max_length=64, unique=True, null=True)
    bound_at = models.DateTimeField(null=True)
    bound_by = models.CharField(
        max_length=16, choices=[(how.value, how.value) for how in BoundBy], default="", blank=True
    )
    home_asked_at = models.DateTimeField(null=True)
    died_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(bound_at__isnull=True, bound_by="") | Q(bound_at__isnull=False) & ~Q(bound_by=""),
                name="citizen_bound_with_a_way",
            ),
        ]


class Home(models.Model):
    """Where a person lives, once for each way in which a register tells it, and once for each place that an officer has
    looked at. The address is sealed; the division is not."""

    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="homes")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in HomeKind])
    region = models.CharField(max_length=6)
    address_sealed = models.BinaryField(null=True)
    until_day = models.DateField(null=True)
    told_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["citizen", "kind"], condition=~Q(kind=HomeKind.SEEN), name="one_home_of_a_kind"
            ),
            models.UniqueConstraint(
                fields=["citizen", "region"], condition=Q(kind=HomeKind.SEEN), name="one_look_at_a_home"
            ),
        ]


class AccountMove(models.Model):
    """A person who lost the account moves to another one, a day after a clerk has seen them. Ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="account_moves")
    from_account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    to_account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["citizen"], condition=Q(ended_at__isnull=True), name="one_account_move_at_a_time"
            ),
        ]


class FaceCheck(models.Model):
    """One question to the real-name partner and its answer. The face itself is never stored: score and digest.

    Its id is the idempotency key sent to the partner, so a repeated request cannot become a second answer. A match
    serves one act (`act`), in the session that asked, for the person that was asked about (`person_digest`: number
    and name), and is used in the transaction of that act. Rows from before this rule have none of it: they serve nothing.
    """

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="face_checks")
    identity_digest = models.CharField(max_length=64)
    person_digest = models.CharField(max_length=64, blank=True, default="")
    act = models.CharField(max_length=200, blank=True, default="")  # address of the act's page, or BINDING
    session = models.CharField(max_length=64, blank=True, default="")  # SHA-256 of the session's key
    served = models.CharField(max_length=64, blank=True, default="")  # keyed digest of the keyed form that it served
    used_at = models.DateTimeField(null=True)
    answer = models.CharField(
        max_length=16, choices=[(answer.value, answer.value) for answer in Answer], blank=True, default=""
    )  # "" = asked, not answered yet
    score = models.PositiveSmallIntegerField(null=True)
    face_digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    is_forgiven = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "at"], name="face_check_by_account"),
            models.Index(fields=["identity_digest", "at"], name="face_check_by_identity"),
        ]


class Organisation(models.Model):
    """A firm or another body with a credit code (GB 32100)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    credit_code = models.CharField(max_length=18, unique=True)
    confirmed_at = models.DateTimeField(null=True)


class Membership(models.Model):
    """Who works for an organisation: its administrator (agreed in person at a window) or an operator."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="memberships")
    is_administrator = models.BooleanField(default=False)
    from_day = models.DateField()
    until_day = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "citizen"], condition=Q(until_day__isnull=True), name="one_open_membership"
            ),
        ]


class Mandate(models.Model):
    """One citizen lets another do listed businesses for a term. Revoked, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    principal = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="mandates_given")
    agent = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="mandates_held")
    businesses = models.JSONField()
    from_day = models.DateField()
    until_day = models.DateField()
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(principal=F("agent")), name="mandate_to_somebody_else"),
            models.CheckConstraint(condition=Q(from_day__lte=F("until_day")), name="mandate_has_a_term"),
        ]


class Signature(models.Model):
    """A person's yes to a text: whose, by whom, to what exactly, who was recognised. Never changed, never deleted.

    about: the matter's internal key; words: the version of the words; digest: SHA-256 of the text as it was shown.
    """

    id = models.UUIDField(primary_key=True, default=in_order, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, related_name="+")
    face_check = models.ForeignKey(FaceCheck, on_delete=models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=60)
    act = models.CharField(max_length=20)
    words = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    shown_sealed = models.BinaryField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["about", "act", "citizen"], name="one_signature_an_act"),
            models.CheckConstraint(
                condition=Q(signer=F("citizen"), mandate=None) | (~Q(signer=F("citizen")) & Q(mandate__isnull=False)),
                name="signature_of_oneself_or_by_mandate",
            ),
        ]
