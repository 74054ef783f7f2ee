"""The portal's routes. Every one is public; codes and tokens are checked by the views."""

from django.urls import path

from .views import apply, clarity, consents, follow, history, home, identify, rate, services, widget, write

urlpatterns = [
    path("", home.bodies, name="bodies"),
    path("look/", home.look, name="look"),
    path("language/", home.language, name="language"),
    path("check/", clarity.clarity, name="clarity"),
    path("check/mended/", clarity.mended, name="clarity_mended"),
    path("<slug:body>/", home.home, name="home"),
    path("<slug:body>/order/", home.order_published, name="order_published"),
    path("<slug:body>/points/", home.points, name="points"),
    path("<slug:body>/satisfaction/", home.satisfaction, name="satisfaction"),
    path("<slug:body>/services/", services.services, name="services"),
    path("<slug:body>/services/<slug:slug>/", services.service, name="service"),
    path("<slug:body>/services/<slug:slug>/apply/", apply.apply, name="apply"),
    path("<slug:body>/services/<slug:slug>/draft/", apply.save_draft, name="apply_draft"),
    path("<slug:body>/situations/<slug:slug>/", services.situation, name="situation"),
    path("<slug:body>/search/", services.search, name="search"),
    path("<slug:body>/search/hints/", services.hints, name="search_hints"),
    path("<slug:body>/write/", write.write, name="write"),
    path("<slug:body>/write/draft/", write.save_draft, name="save_draft"),
    path("<slug:body>/write/topics/", write.topics, name="topics"),
    path("<slug:body>/write/sent/", write.sent, name="sent"),
    path("<slug:body>/identify/", identify.identify, name="identify"),
    path("<slug:body>/identify/back/", identify.identified, name="identified"),
    path("<slug:body>/identify/forget/", identify.forget, name="forget"),
    path("<slug:body>/follow/", follow.follow, name="follow"),
    path("<slug:body>/follow/<str:number>/", follow.case_page, name="case_page"),
    path("<slug:body>/follow/<str:number>/point/", follow.point, name="point"),
    path("<slug:body>/follow/<str:number>/consents/", consents.consents, name="consents"),
    path("<slug:body>/widget.js", widget.script, name="widget_script"),
    path("<slug:body>/widget/", widget.widget, name="widget"),
    path("<slug:body>/history/", history.history, name="history"),
    path("<slug:body>/history/<int:pk>/", history.history_download, name="history_download"),
    path("<slug:body>/consent/<str:token>/", consents.confirm, name="consent_confirm"),
    path("<slug:body>/unsubscribe/<str:token>/", consents.unsubscribe, name="unsubscribe"),
    path("<slug:body>/follow/<str:number>/add/", follow.add_documents, name="add_documents"),
    path("<slug:body>/follow/<str:number>/<str:what>/<int:pk>/", follow.download, name="download"),
    path("<slug:body>/rate/<str:token>/", rate.rate, name="rate"),
]
