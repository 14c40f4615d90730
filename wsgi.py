"""The application object a server loads: `gunicorn wsgi:app`."""

import gc

gc.disable()  # loading makes half a million objects that stay: looking through them for rubbish takes a fifth of it

from portal import create_app  # noqa: E402

app = create_app()
gc.freeze()
gc.enable()
