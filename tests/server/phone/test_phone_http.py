"""The page over real connections: who may ask, and what is refused."""

import http.client
import json
import socket
import threading
from threading import Event as Flag
from typing import Any
from urllib.parse import quote

import pytest

from assistant.runtime import stuck_work
from assistant.server.phone.phone_http import FILES, PAGE
from tests.kit.drawn import SquareModel, drawn
from tests.kit.fakes import FakeModel
from tests.server.conftest import jpeg
from tests.server.phone.conftest import BOTTLE, Serve, Served, scene, texts

NOT_CONNECTED = "This phone is not connected. Enter a code from lantern phone."


def test_the_page_is_small_and_carries_its_rules(serve: Serve) -> None:
    served = serve()
    total = 0
    for path in FILES:
        status, head, body = served.request("GET", path)
        assert status == 200
        total += len(body.encode())
        policy = head["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
        assert "unsafe" not in policy
        assert head["X-Content-Type-Options"] == "nosniff"
        assert head["Cache-Control"] == "no-store"
        assert "://" not in body.replace("http://www.w3.org/2000/svg", "")
    assert total <= 60_000
    assert {path.name for path in PAGE.iterdir()} == {name for name, _ in FILES.values()}


@pytest.mark.parametrize(("language", "take"), [("de", "Foto machen"), ("es", "Hacer una foto")])
def test_the_page_is_in_the_users_language(serve: Serve, language: str, take: str) -> None:
    served = serve(language=language)
    body = served.request("GET", "/")[2]
    assert f'<html lang="{language}">' in body
    assert take in body
    assert "{{" not in body


def test_a_code_gives_a_cookie_that_no_script_reads_and_no_other_site_sends(serve: Serve) -> None:
    served = serve()
    code = served.phones.new_code()
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"
    status, head, body = served.request(
        "POST", "/pair", f" {code[:3]} {code[3:]}".encode(), User_Agent=agent
    )
    assert status == 200
    assert json.loads(body) == {"name": "iPhone"}
    cookie, *marks = head["Set-Cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(marks)
    assert json.loads(served.request("POST", "/hello", Cookie=cookie)[2]) == {"name": "iPhone"}
    assert served.phones.names() == ["iPhone"]


def test_a_wrong_code_six_times_is_refused_in_words(serve: Serve) -> None:
    served = serve()
    code = served.phones.new_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06}".encode()
    said = [served.refusal("POST", "/pair", wrong) for _ in range(6)]
    assert said[0] == (403, "That is not the code. You can try 4 more times.")
    assert said[3] == (403, "That is not the code. You can try once more.")
    spent = "This code no longer works. Start lantern phone again on the computer for a new one."
    assert said[4:] == [(403, spent)] * 2
    assert served.refusal("POST", "/pair", code.encode()) == (403, spent)


def test_a_neighbour_who_guesses_keeps_no_phone_out(serve: Serve) -> None:
    served = serve()
    code = served.phones.new_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06}".encode()
    served.source = "127.0.0.66"
    for _ in range(6):
        assert served.refusal("POST", "/pair", wrong)[0] == 403
    served.source = "127.0.0.1"
    assert served.request("POST", "/pair", code.encode())[0] == 200


@pytest.mark.parametrize(
    "cookie", ["", "lantern-phone=", "lantern-phone=x", "a=b; \x7f=", "lantern-phone"]
)
def test_without_a_token_nothing_is_answered(serve: Serve, cookie: str) -> None:
    served = serve()
    served.pair()
    for path in ("/ask?wish=describe", "/guide?guide=a&thing=cup"):
        assert served.refusal("POST", path, jpeg(), Cookie=cookie) == (401, NOT_CONNECTED)
    assert json.loads(served.request("POST", "/hello", Cookie=cookie)[2]) == {"name": None}
    assert not served.model.looks


def test_a_forgotten_phone_sees_nothing(serve: Serve) -> None:
    served = serve()
    cookie = served.pair()
    assert texts(served.ask(cookie, "wish=describe", jpeg()))
    assert served.phones.forget("Phone")
    assert served.refusal("POST", "/ask?wish=more", Cookie=cookie) == (401, NOT_CONNECTED)


@pytest.mark.parametrize(
    "path", ["/", "/page.js", "/hello", "/pair", "/ask?wish=describe", "/guide?thing=cup"]
)
def test_a_foreign_host_name_is_refused(serve: Serve, path: str) -> None:
    """A name that leads here by a trick of another site's name server."""
    served = serve()
    cookie = served.pair()
    port = served.host.partition(":")[2]
    method = "GET" if path in FILES else "POST"
    for host in (f"foreign.example:{port}", f"localhost:{port}", "127.0.0.1", ""):
        own = {"Host": host, "Origin": f"http://{host}", "Cookie": cookie}
        status, said = served.refusal(method, path, jpeg() if method == "POST" else b"", **own)
        assert (status, said) == (
            421,
            f"Lantern answers phones only at {served.address}. Open that address.",
        )
    assert not served.model.looks


@pytest.mark.parametrize("path", ["/hello", "/pair", "/ask?wish=describe", "/guide?thing=cup"])
@pytest.mark.parametrize("origin", ["http://foreign.example", "null", "", "http://127.0.0.1"])
def test_a_request_from_another_site_is_refused(serve: Serve, path: str, origin: str) -> None:
    served = serve()
    own = {"Origin": origin, "Cookie": served.pair()}
    code = served.phones.new_code()
    said = served.refusal("POST", path, code.encode(), **own)
    assert said == (403, "Another website sent this request. Open Lantern's own page.")
    # Nor did it cost a try.
    assert served.request("POST", "/pair", code.encode())[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/ask?wish=describe", 404),
        ("GET", "/../phone_http.py", 404),
        ("GET", "/page.html", 404),
        ("POST", "/", 404),
        ("POST", "/ask?wish=delete", 400),
        ("POST", "/ask?" + "a=1&" * 9, 400),
        ("POST", "/ask?wish=more&part=0,0,1", 400),
        ("POST", "/ask?wish=more&part=0,0,1,cup", 400),
        ("POST", "/ask?wish=more&part=0.5,0,0.5,1", 400),
        ("POST", "/ask?wish=more&part=nan,nan,nan,nan", 400),
        ("POST", "/ask?wish=more&part=2,2,3,3", 400),
        ("POST", "/guide?" + "a=1&" * 9, 400),
        ("GET", "/guide?thing=cup", 404),
        ("PUT", "/", 404),
        ("POST", "/v1/chat/completions", 404),
    ],
)
def test_what_the_page_never_asks_is_refused(
    serve: Serve, method: str, path: str, status: int
) -> None:
    served = serve()
    assert served.refusal(method, path, Cookie=served.pair())[0] == status


def test_a_long_request_is_refused_unread(serve: Serve) -> None:
    served = serve()
    cookie = served.pair()
    connection = http.client.HTTPConnection(served.host, timeout=30)
    for path, length in (("/pair", 5000), ("/ask?wish=describe", 40_000_000)):
        connection.putrequest("POST", path)
        connection.putheader("Origin", f"http://{served.host}")
        connection.putheader("Cookie", cookie)
        connection.putheader("Content-Length", str(length))
        connection.endheaders()
        assert connection.getresponse().status == 413
        connection.close()


def test_what_is_no_photo_is_refused_in_words(serve: Serve) -> None:
    served = serve()
    (_, fault) = served.ask(served.pair(), "wish=describe", b"no photo")
    assert fault["error"]["status"] == 422
    assert fault["error"]["message"] == "The picture is not a photo. Choose a JPEG or PNG file."


def test_answers_come_grade_by_grade_about_the_photo_that_stands_there(serve: Serve) -> None:
    served = serve(FakeModel(BOTTLE, trusted=False))
    cookie = served.pair()
    first, *events = served.ask(cookie, "wish=describe", jpeg())
    assert texts(events)[0] == "A bottle."
    assert texts(events)[1].startswith("It says: OAT MILK")
    assert events[-1] == {"end": True}
    photo = f"&photo={first['photo']}"
    read = texts(served.ask(cookie, f"wish=read{photo}"))
    assert read[:2] == ["OAT MILK", "BEST BEFORE 12 MAY"]
    expires = quote("When does it expire?")
    (said,) = texts(served.ask(cookie, f"wish=ask&question={expires}{photo}"))
    assert "12 May" in said or "12 MAY" in said
    assert len(served.model.looks) == 1


def test_a_phone_does_not_see_the_photo_of_another(serve: Serve) -> None:
    served = serve()
    first, second = served.pair(), served.pair()
    photo = served.ask(first, "wish=describe", jpeg())[0]["photo"]
    fault = served.ask(second, f"wish=read&photo={photo}")[-1]
    assert fault["error"] == {
        "message": "This photo is no longer here. Take it again.",
        "status": 410,
    }


def test_three_phones_wait_in_line_and_hear_their_place(serve: Serve) -> None:
    hold = Flag()
    served = serve(FakeModel(BOTTLE, trusted=False, hold=hold))
    cookies = [served.pair() for _ in range(3)]
    heard: list[list[dict[str, Any]]] = [[], [], []]

    def ask(number: int) -> None:
        for event in served.stream(cookies[number], "wish=describe", jpeg(100 + number)):
            heard[number].append(event)

    def places(number: int) -> list[str]:
        return [one["state"] for one in heard[number] if "state" in one]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
    for number, thread in enumerate(threads):
        thread.start()
        while len(served.running.queue._line) <= number:
            hold.wait(0.01)
    while not (places(1) and places(2)):
        hold.wait(0.01)
    hold.set()
    for thread in threads:
        thread.join()
    assert places(0) == []
    assert places(1) == ["One photo is before yours."]
    assert places(2)[0] == "2 photos are before yours."
    assert all(texts(heard[number])[0] == "A bottle." for number in range(3))


def test_work_stops_for_a_phone_that_went_away(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stuck_work, "STUCK", 0.2)
    hold = Flag()
    served = serve(FakeModel(BOTTLE, trusted=False, hold=hold))
    cookie = served.pair()
    address = served.host.partition(":")
    photo = jpeg()
    with socket.create_connection((address[0], int(address[2])), timeout=10) as raw:
        head = f"POST /ask?wish=describe HTTP/1.1\r\nHost: {served.host}\r\nCookie: {cookie}\r\n"
        origin = f"Origin: http://{served.host}\r\nContent-Length: {len(photo)}\r\n\r\n"
        raw.sendall(f"{head}{origin}".encode() + photo)
        assert raw.recv(100).startswith(b"HTTP/1.1 200")
    hold.wait(0.4)
    hold.set()
    assert texts(served.ask(cookie, "wish=describe", jpeg(7)))[0] == "A bottle."


def looks(served: Served, cookie: str, guide: str, x: float, thing: str = "cup") -> dict[str, Any]:
    """The answer to a look at a cup that is so far to the right."""
    picture = scene(drawn(640, 360, (x - 0.1, 0.4, x + 0.1, 0.6)))
    query = f"/guide?guide={guide}&thing={quote(thing)}"
    status, _, answer = served.request("POST", query, picture, Cookie=cookie)
    assert status == 200, answer
    return dict(json.loads(answer))


def words(answer: dict[str, Any]) -> str:
    return "".join(part["text"] for part in answer["said"])


def test_a_camera_is_guided_look_by_look_until_the_thing_is_reached(serve: Serve) -> None:
    served = serve(SquareModel())
    cookie = served.pair()

    def see(x: float) -> dict[str, Any]:
        served.ticks[0] += 0.5
        return looks(served, cookie, "a", x)

    assert see(0.15) == {
        "said": [{"text": "A cup, on the left, at 9 o'clock.", "lang": "en"}],
        "end": False,
    }
    said = [words(see(0.15)) for _ in range(12)]
    assert [one for one in said if one] == ["Left."]
    said = [words(see(0.5)) for _ in range(4)]
    assert said[0] == "Hold still."
    last = next(answer for answer in iter(lambda: see(0.5), None) if answer["end"])
    assert words(last) == "Here: a cup, straight ahead."
    # The next look begins anew.
    assert words(see(0.15)).startswith("A cup, on the left")


def test_each_phone_and_each_search_has_its_own_directions(serve: Serve) -> None:
    served = serve(SquareModel())
    first, second = served.pair(), served.pair()
    for cookie, guide in ((first, "a"), (second, "a"), (first, "b")):
        assert words(looks(served, cookie, guide, 0.15)).startswith("A cup, on the left")


def test_a_search_that_stopped_coming_is_forgotten(serve: Serve) -> None:
    served = serve(SquareModel())
    cookie = served.pair()
    looks(served, cookie, "a", 0.15)
    served.ticks[0] += 3600.0
    assert words(looks(served, cookie, "a", 0.15)).startswith("A cup, on the left")


def test_what_cannot_be_looked_for_is_said(serve: Serve) -> None:
    served = serve(SquareModel(), language="de")
    cookie = served.pair()
    unknown = looks(served, cookie, "a", 0.5, "Blurfl")
    assert "blurfl" in words(unknown)
    assert unknown["end"]
    nothing = served.refusal("POST", "/guide?guide=b&thing=die", jpeg(), Cookie=cookie)
    assert nothing == (422, "Schreiben Sie erst, was gesucht wird.")
    assert served.refusal("POST", "/guide?guide=c&thing=cup", b"no photo", Cookie=cookie)[0] == 422
    assert served.refusal("POST", "/guide?guide=c&thing=cup", b"", Cookie=cookie)[0] == 422


def test_looks_share_a_connection(serve: Serve) -> None:
    """Over an encrypted one, each handshake would cost time."""
    served = serve(SquareModel(), https=True)
    cookie = served.pair()
    connection = served.connection()
    head = {"Cookie": cookie, "Origin": served.origin}
    ports = set()
    for _ in range(3):
        connection.request("POST", "/guide?guide=a&thing=cup", jpeg(), head)
        assert connection.getresponse().read()
        ports.add(connection.sock.getsockname()[1])
    connection.close()
    assert len(ports) == 1
