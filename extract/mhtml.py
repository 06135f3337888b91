"""The page in a web archive (mht, mhtml): one file that holds a page and all that it shows."""

import email
import re

_SIGN = re.compile(
    rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.IGNORECASE
)


def is_archive(data: bytes) -> bool:
    """Tell a web archive by its head."""
    return _SIGN.match(data[:8192].replace(b"\r\n", b"\n")) is not None


def page_of(data: bytes) -> tuple[bytes, str | None]:
    """Give the bytes of the page itself and the charset that its part states; b"" if none."""
    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            page = part.get_payload(decode=True)
            charset = part.get_content_charset()
            return page if isinstance(page, bytes) else b"", charset
    return b"", None
