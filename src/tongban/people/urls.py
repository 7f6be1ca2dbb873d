"""The addresses about oneself. Names without a namespace are those that allauth looks for."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from tongban.limits.gates import limited
from tongban.people import passkeys, views

own = [
    path("account/", views.account, name="account"),
    path("account/real-name/", views.real_name, name="real_name_start"),
    path("account/real-name/<str:token>/", views.real_name, name="real_name"),
    path("account/face-check/<str:token>/", views.face_check, name="face_check"),
    path("account/carry-on/<str:token>/", views.carry_on, name="carry_on"),
    path("account/stay/", views.stay, name="stay"),
    path("account/moves/<uuid:move_id>/stop/", views.stop_move, name="stop_move"),
    path("account/sessions/", views.sessions, name="sessions"),
    path("account/sessions/end-others/", views.end_other_sessions, name="end_other_sessions"),
    path("account/sessions/<int:session_id>/end/", views.end_session, name="end_session"),
    path("account/mandates/", views.mandates, name="mandates"),
    path("account/mandates/give/", views.give_mandate, name="give_mandate"),
    path("account/mandates/<uuid:mandate_id>/revoke/", views.revoke_mandate, name="revoke_mandate"),
    path("window/", views.window, name="window"),
]

urlpatterns = [
    path("sign-in/", passkeys.SignInPage.as_view(), name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("register/", limited("register")(account.signup), name="account_signup"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", limited("new-password")(account.password_change), name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path(
        "account/second-factor/webauthn/login/",
        limited("passkey")(limited("passkey-begun", method="GET")(passkeys.PasskeySignIn.as_view())),
        name="mfa_login_webauthn",
    ),
    path(
        "account/second-factor/webauthn/reauthenticate/",
        passkeys.FreshProof.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("", include((own, "people"))),
]
