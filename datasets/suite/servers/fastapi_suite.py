"""For uvicorn: forms by python-multipart 0.0.5, which backtracks over a Content-Type's options (CVE-2024-24762)."""
import hashlib
import urllib.parse

from fastapi import FastAPI, Request, Response
from multipart.multipart import parse_options_header

app = FastAPI()


@app.get("/page")
async def page(n: int):
    lines = (f"<li id='{i}'>{urllib.parse.quote(f'entry {i * 31} & more')}</li>" for i in range(n))
    return Response("\n".join(lines), media_type="text/html")


@app.post("/upload")
async def upload(request: Request):
    return Response(hashlib.sha256(await request.body()).hexdigest())


@app.post("/form")
async def form(request: Request):
    kind, options = parse_options_header(request.headers.get("Content-Type", ""))
    fields = urllib.parse.parse_qs((await request.body()).decode("latin-1"))
    return Response(f"{kind.decode('latin-1')} {len(options)} {len(fields)}")
