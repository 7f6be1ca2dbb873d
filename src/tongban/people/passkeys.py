"""Where a passkey does not hold, the page says so, and the person goes on to where they were going.

allauth tells it by a message, which we do not show, and leads elsewhere.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.views import LoginView
from allauth.mfa.webauthn import views
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic.edit import FormView

FAILED = {"passkey": "failed"}


class SignInPage(LoginView):  # type: ignore[misc]
    """Name and password, or a passkey."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """As ever; `refused` after a passkey that did not hold."""
        context: dict[str, Any] = super().get_context_data(**more)
        return context | {
            "refused": self.request.method == "GET" and self.request.GET.get("passkey") == FAILED["passkey"]
        }


class PasskeySignIn(views.LoginWebAuthnView):  # type: ignore[misc]
    """Signing in with a passkey alone."""

    def form_invalid(self, form: Any) -> HttpResponse:  # noqa: ARG002 - Django names it
        """Back to the sign-in page, which says that it did not hold and still knows where to go on."""
        going_to = {"next": self.request.POST["next"]} if self.request.POST.get("next") else {}
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode(going_to | FAILED)}")


class FreshProof(views.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """A fresh proof by a passkey; where it does not hold the page shows itself again."""

    form_invalid = FormView.form_invalid
