"""The WSGI application that granian serves."""

import gc
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

from priemnaya.plain import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "priemnaya.config.settings")
application = get_wsgi_application()
# The first letter of the day must not wait a second for the dictionaries.
Thread(target=warm, daemon=True).start()

# What is loaded now lives as long as the process: leave it out of every collection, and collect less often. Measured: a tenth
# of a page's time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
