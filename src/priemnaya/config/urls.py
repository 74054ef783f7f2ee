"""All routes: staff under /w/, machines under /api/, sign-in under /accounts/, everything else is the portal."""

from allauth.account import views as account
from django.urls import include, path

from priemnaya.api.bots import bot_update, vk_event
from priemnaya.api.exchange import exchange_document
from priemnaya.api.plain import check_text, rules
from priemnaya.api.telephony import call_event
from priemnaya.api.views import health
from priemnaya.ui.access import public
from priemnaya.workspace import sso
from priemnaya.workspace.account import Entrance, Exit

urlpatterns = [
    path("accounts/login/", public(Entrance.as_view()), name="account_login"),
    path("accounts/logout/", public(Exit.as_view()), name="account_logout"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/reauthenticate/provider/", sso.sso_anew, name="sso_anew"),
    path("accounts/sso/<slug:body>/", sso.sso_begin, name="sso_begin"),
    path("accounts/sso/<slug:body>/back/", sso.sso_back, name="sso_back"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("api/health/", health, name="health"),
    path("api/v1/", include("priemnaya.api.rest.urls")),
    path("api/exchange/<slug:system>/<slug:body>/", exchange_document, name="exchange_document"),
    path("api/bots/vk/<slug:body>/", vk_event, name="vk_event"),
    path("api/bots/<slug:point>/<slug:body>/", bot_update, name="bot_update"),
    path("api/telephony/<slug:name>/<slug:body>/", call_event, name="call_event"),
    path("api/telephony/<slug:name>/<slug:body>/events/<path:what>", call_event, name="call_event_of"),
    path("api/plain/check", check_text, name="api_plain_check"),
    path("api/plain/rules", rules, name="api_plain_rules"),
    path("w/", include("priemnaya.workspace.urls")),
    path("", include("priemnaya.portal.urls")),
]
handler400 = "priemnaya.ui.errors.bad_request"
handler403 = "priemnaya.ui.errors.forbidden"
handler404 = "priemnaya.ui.errors.not_found"
handler500 = "priemnaya.ui.errors.server_error"
handler429 = "priemnaya.ui.errors.too_many"
