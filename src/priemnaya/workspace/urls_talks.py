"""Addresses of talks: calls, chats, visits."""

from django.urls import path, re_path

from .views import chats, powers, telephony
from .views.calls import back as call_backs
from .views.calls import card as call_card
from .views.calls import figures as call_figures
from .views.calls import lists as call_lists
from .views.visits import booking as visit_booking
from .views.visits import desk as visit_desk
from .views.visits import figures as visit_figures
from .views.visits import schedule as visit_schedule

urlpatterns = [
    path("calls/", call_lists.calls_list, name="calls"),
    path("calls/new/", call_lists.call_new, name="call_new"),
    path("calls/missed/", call_lists.call_missed, name="call_missed"),
    path("calls/at-hand/", telephony.calls_at_hand, name="calls_at_hand"),
    path("calls/figures/", call_figures.figures, name="calls_figures"),
    path("calls/<int:pk>/", call_card.call, name="call"),
    path("calls/back/<int:pk>/", call_backs.call_back, name="call_back"),
    path("calls/back/<int:pk>/end/", call_backs.call_back_end, name="call_back_end"),
    path("chats/", chats.chats, name="chats"),
    path("chats/news/", chats.chats_news, name="chats_news"),
    path("chats/duty/", chats.chat_duty, name="chat_duty"),
    path("chats/figures/", chats.chat_figures, name="chat_figures"),
    path("chats/<int:pk>/", chats.chat, name="chat_staff"),
    path("chats/<int:pk>/news/", chats.chat_news, name="chat_staff_news"),
    path("chats/<int:pk>/say/", chats.chat_say, name="chat_staff_say"),
    path("chats/<int:pk>/take/", chats.chat_take, name="chat_take"),
    path("chats/<int:pk>/hand/", chats.chat_hand, name="chat_hand"),
    path("chats/<int:pk>/end/", chats.chat_end, name="chat_staff_end"),
    path("visits/today/", visit_desk.today, name="visits_today"),
    path("visits/admit/", visit_desk.admit, name="visit_admit"),
    path("visits/windows/<int:pk>/next/", visit_desk.call_next, name="visit_next"),
    path("visits/reminders/<int:pk>/", visit_desk.reminder_called, name="visit_reminder_called"),
    path("visits/wishes/<int:pk>/", visit_desk.wish_answered, name="visit_wish_answered"),
    path("visits/figures/", visit_figures.figures, name="visits_figures"),
    path("visits/paper/", visit_desk.paper, name="visits_paper"),
    path("visits/paper/enter/", visit_desk.paper_enter, name="visits_paper_enter"),
    path("visits/book/", visit_booking.book, name="visit_book_staff"),
    path("visits/book/save/", visit_booking.book_save, name="visit_book_save"),
    path("visits/schedule/", visit_schedule.schedule, name="visits_schedule"),
    path("visits/schedule/place/", visit_schedule.place_save, name="visit_place_save"),
    path("visits/schedule/window/", visit_schedule.window_save, name="visit_window_save"),
    path("visits/schedule/window/<int:pk>/close/", visit_schedule.window_close, name="visit_window_close"),
    path("visits/schedule/window/<int:pk>/hours/", visit_schedule.hours_add, name="visit_hours_add"),
    path("visits/schedule/hours/<int:pk>/drop/", visit_schedule.hours_drop, name="visit_hours_drop"),
    path("visits/schedule/day/", visit_schedule.day_off_add, name="visit_day_off_add"),
    path("visits/schedule/day/<int:pk>/drop/", visit_schedule.day_off_drop, name="visit_day_off_drop"),
    path("visits/schedule/kind/", visit_schedule.visit_kind_save, name="visit_kind_save"),
    path("visits/schedule/kind/<int:pk>/close/", visit_schedule.visit_kind_close, name="visit_kind_close"),
    path("visits/<int:pk>/", visit_booking.visit, name="visit"),
    path("visits/<int:pk>/move/", visit_booking.visit_move, name="visit_move_staff"),
    path("visits/<int:pk>/cancel/", visit_booking.visit_cancel, name="visit_cancel_staff"),
    path("visits/<int:pk>/first/", visit_booking.visit_first, name="visit_first"),
    path("visits/<int:pk>/ticket/", visit_desk.ticket, name="visit_ticket"),
    path("visits/<int:pk>/call/", visit_desk.call, name="visit_call"),
    path("visits/<int:pk>/end/", visit_desk.end, name="visit_end"),
    re_path(r"^visits/(?P<pk>\d+)/(?P<what>arrive|begin|park|back|miss)/$", visit_desk.deed, name="visit_deed"),
    path("visits/news/<int:pk>/", visit_desk.news_called, name="visit_news_called"),
    path("visits/<int:pk>/powers/", powers.visit_powers, name="visit_powers"),
]
