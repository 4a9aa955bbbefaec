"""Is anybody there? One GET at the URL itself, and, where no HTTP came back, what else it may be."""

from __future__ import annotations

from urllib.parse import urlsplit

from conformance.doctor.diagnosis import Diagnosis
from conformance.transport import Transport
from conformance.wire import Exchange, WireRequest

#: An answer that takes longer makes a run of hundreds of cases a matter of hours.
SLOW = 2_000


async def reach(url: str, transport: Transport, diagnosis: Diagnosis) -> bool:
    """Does something that speaks HTTP answer? If not, the diagnosis says what to do."""
    exchange = await transport.send(WireRequest("GET", _rooted(url)))
    response = exchange.response
    if response is None:
        diagnosis.complain(f"no HTTP answer: {exchange.problem}", await _remedy(url, exchange, transport))
        return False
    diagnosis.answered = True
    diagnosis.milliseconds = response.milliseconds
    told = f"answers; at the URL itself with {response.status}, in {response.milliseconds:.0f} ms"
    diagnosis.see("server", told)
    if response.milliseconds > SLOW:
        diagnosis.complain(
            f"an answer took {response.milliseconds / 1000:.1f} s",
            "a run asks thousands of times: give it more at once (--jobs) and more patience (--timeout)",
        )
    if 300 <= response.status < 400:
        diagnosis.see("server", f"sends browsers from there to {response.header('location')}")
    return True


def _rooted(url: str) -> str:
    return url if urlsplit(url).path else f"{url}/"


async def _remedy(url: str, exchange: Exchange, transport: Transport) -> str:
    problem = exchange.problem or ""
    parts = urlsplit(url)
    if "no answer within" in problem:
        return "something listens and says nothing in time: is the server busy, or is it another port? (--timeout)"
    if parts.scheme == "http" and "no connection" not in problem and await _speaks_tls(url, transport):
        return f"TLS is spoken there: write https:{url.partition(':')[2]}"
    if parts.scheme == "https" and "ertificate" in problem:
        return "its certificate is not trusted here: name its authority in the environment variable SSL_CERT_FILE"
    if parts.scheme == "https":
        return f"if it speaks plain HTTP there, write http:{url.partition(':')[2]}; else: is it running?"
    if "no connection" in problem:
        return "is the server running, and are host and port right?"
    return "what listens there speaks no HTTP: is it the port of another service?"


async def _speaks_tls(url: str, transport: Transport) -> bool:
    """Does a TLS client get further?"""
    exchange = await transport.send(WireRequest("GET", _rooted(f"https:{url.partition(':')[2]}")))
    return exchange.response is not None or "ertificate" in (exchange.problem or "")
