"""What came instead of a page, and pages that only look like it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.pages import Page
from scrapers.refusals import cores_of, no_page
from scrapers.tables import table

FACTS = "<p>Director: A. Person. A long story about something that matters to people.</p>"


def told(html: str, **origin: Any) -> str | None:
    return no_page(Page(name="a", body=html.encode(), media_type="text/html", **origin))


@pytest.mark.parametrize(
    "html",
    [
        "<title>Just a moment...</title><p>Checking",
        "<title>site.example</title><script src='https://geo.captcha-delivery.com/c.js'></script><p>Please enable JS",
        "<title>Ой!</title><p>Подтвердите, что запросы отправляли вы, а не робот",
        "<title>电影</title><p>检测到有异常请求从你的 IP 发出",
        "<title>Sicherheitsprüfung</title><p>Bitte bestätigen Sie, dass Sie kein Roboter sind",
        "<title>Verificación de seguridad</title><p>Comprueba que no eres un robot",
        "<title>x</title><div class='g-recaptcha'></div><p>One moment",
        "<title>Access Denied</title><p>You don't have permission. Reference #18.2d351ab8.1557333295",
        "<title>Pardon Our Interruption</title><p>As you were browsing",
    ],
)
@pytest.mark.parametrize("status", [200, 403, 429, 503])
def test_challenges(html: str, status: int) -> None:
    assert told(html, status=status) == "challenge"


def test_a_header_tells_of_a_challenge() -> None:
    assert told("<p>Hello</p>" * 9, headers={"cf-mitigated": "challenge"}) == "challenge"


@pytest.mark.parametrize(
    "title",
    [
        "Page Not Found | Film Site",
        "404 - Not Found",
        "Stránka nenalezena | Filmy",
        "Seite nicht gefunden – Kino",
        "Página no encontrada",
        "Page introuvable - Ciné",
        "Nie znaleziono strony",
        "Sidan hittades inte",
        "Страница не найдена",
        "页面不存在",
        "お探しのページは見つかりませんでした",
        "페이지를 찾을 수 없습니다",
        "Oops! That page can't be found.",
    ],
)
def test_soft_404(title: str) -> None:
    popular = "<li><a href=/f>A popular film</a>" * 100
    assert told(f"<title>{title}</title><p>Sorry.</p><ul>{popular}</ul>") == "soft_404"
    assert told(f"<title>Films</title><h1>{title.split('|')[0]}</h1><p>Sorry") == "soft_404"


@pytest.mark.parametrize(
    ("html", "status", "kind"),
    [
        ("<title>Log in | Films</title><form><input type=password></form>", 200, "login_wall"),
        (
            "<title>Films</title><form>E-mail <input> <input type='password'> <button>Go</button></form>",
            200,
            "login_wall",
        ),
        ("<title>Logga in</title><p>Välkommen", 200, "login_wall"),
        ("<title>Films</title><p>You must be logged in to see this page.", 200, "login_wall"),
        ("<p>no", 401, "login_wall"),
        ("<title>Site under maintenance</title><p>Soon", 503, "maintenance"),
        ("<title>Kino</title><h1>Ведутся технические работы</h1>", 200, "maintenance"),
        ("<title>Wartungsarbeiten</title><p>Bald", 200, "maintenance"),
        ("<title>500 Internal Server Error</title><h1>Internal Server Error</h1>", 200, "error"),
        ("<title>Došlo k chybě</title><p>Zkuste to znovu", 200, "error"),
        (f"<title>A film</title>{FACTS * 40}", 404, "error"),
        (f"<title>A film</title>{FACTS * 40}", 500, "error"),
        ("", 200, "empty"),
        ("<html><body><div id=root></div><script src=app.js></script>", 200, "empty"),
    ],
)
def test_log_in_walls_maintenance_errors_and_nothing(html: str, status: int, kind: str) -> None:
    assert told(html, status=status) == kind


@pytest.mark.parametrize(
    "html",
    [
        f"<title>Just a Moment (2020) - Films</title><h1>Just a Moment</h1>{FACTS * 40}",
        f"<title>404 (2011) | Films</title><h1>404</h1>{FACTS * 10}",
        f"<title>Missing (1982) - Films</title><h1>Missing</h1>{FACTS * 10}",
        "<title>Error (2019)</title><h1>Error</h1><p>Regie: Jemand. Laufzeit 90 min</p>",
        f"<title>Access Denied</title><h1>Access Denied</h1>{FACTS * 300}",
        f"<title>A film</title><form><input type=password></form>{FACTS * 30}",
        f"<title>A film</title>{FACTS * 30}<div class='g-recaptcha'></div><p>Log in to continue",
        '<title>Log in</title><script type="application/ld+json">{"@type": "Movie"}</script><p>A film',
        "<title>The Film</title><h1>The Film</h1><p>Director: Jemand. Runtime 90 min.",
    ],
)
def test_pages_are_pages(html: str) -> None:
    assert told(html) is None


def test_text_is_a_page_where_it_says_anything() -> None:
    assert no_page(Page(name="a", body=b" \n", media_type="text/plain")) == "empty"
    assert no_page(Page(name="a", body=b"Log in", media_type="text/plain")) is None


PHRASES = [phrase for row in table("refusals").values() for phrase in row["text"]]


@given(st.data())
def test_whatever_a_phrase_fits_has_one_of_its_cores(data: st.DataObject) -> None:
    phrase = data.draw(st.sampled_from(PHRASES))
    text = data.draw(st.from_regex(phrase, fullmatch=True))
    assert any(core in text for core in cores_of(phrase)), phrase
