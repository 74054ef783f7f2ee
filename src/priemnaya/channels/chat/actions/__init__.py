"""What people do in the chat. Each takes the row of its talk, so that two with the same page are one after another."""

from .duty import end_chat_duty as end_chat_duty
from .duty import note_chat_duty as note_chat_duty
from .duty import start_chat_duty as start_chat_duty
from .ending import close_chat as close_chat
from .ending import end_chat as end_chat
from .ending import leave_chat_message as leave_chat_message
from .ending import say_chat_helped as say_chat_helped
from .newcomers import seek_in_chats as seek_in_chats
from .sweeping import settle_chats as settle_chats
from .talking import ChatOpening as ChatOpening
from .talking import hand_chat as hand_chat
from .talking import note_chat_client as note_chat_client
from .talking import note_chat_staff as note_chat_staff
from .talking import open_chat as open_chat
from .talking import return_chat as return_chat
from .talking import say_in_chat as say_in_chat
from .talking import say_to_chat as say_to_chat
from .talking import take_chat as take_chat
