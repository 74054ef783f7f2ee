"""Messages of a VK community: Callback API and Bots Long Poll in, messages.send out (docs/regulation 5.5)."""

POINTS: tuple[str, ...] = ("vk",)
SENDS: tuple[str, ...] = ("vk",)
