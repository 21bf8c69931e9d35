"""For uvicorn: one endpoint, which runs in the thread pool (def) or on the event loop (async def), as ENDPOINT says."""
import os

from fastapi import FastAPI

from burn import burn

app = FastAPI()


def in_pool(name: str, ms: int):
    burn(name, ms)
    return "done"


async def on_loop(name: str, ms: int):
    burn(name, ms)
    return "done"


app.get("/burn/{name}/{ms}")({"def": in_pool, "async": on_loop}[os.environ["ENDPOINT"]])
