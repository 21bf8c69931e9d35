"""aiohttp_server.py PORT [BACKEND]: works at once, or after the back end's reply, over kept connections."""
import sys

import aiohttp
from aiohttp import web

from burn import burn_path


async def handle(request):
    if backend:
        async with request.app["session"].get(f"http://127.0.0.1:{backend}/") as reply:
            await reply.read()
    burn_path(request.path)
    return web.Response(text="done\n")


async def session(app):
    app["session"] = aiohttp.ClientSession()
    yield
    await app["session"].close()


port, backend = sys.argv[1], sys.argv[2:] and sys.argv[2]
application = web.Application()
application.cleanup_ctx.append(session)
application.router.add_get("/burn/{name}/{ms}", handle)
web.run_app(application, host="127.0.0.1", port=int(port), access_log=None)
