"""Where handsets wait: `granian --interface asginl --loop asyncio backend.asgi:application`.

One process serves thousands. It loads no Django: nothing else of the site is here.
"""

import gc
import logging.config
import resource

from backend import hosts, logs, wake
from field_api.sync.wake.database import Database
from field_api.sync.wake.door import Door
from field_api.sync.wake.post import Post
from field_api.sync.wake.reading import Reader

# A handset that waits is an open file, and most systems allow 1,024 unless asked.
_, _most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_most, _most))

logging.config.dictConfig(logs.configuration(wake.log_level()))

_reader = Reader(Database(wake.database()), wake.ZONE)
_post = Post(
    _reader,
    every=wake.EVERY,
    recheck=wake.RECHECK,
    limit=wake.LIMIT,
    nonce_key=wake.nonce_key(),
)
application = Door(_post, origins=wake.ORIGINS, hsts_seconds=hosts.HSTS_SECONDS)

gc.collect()
gc.freeze()
