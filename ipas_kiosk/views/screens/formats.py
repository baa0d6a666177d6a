"""Numbers and times as people write them (look: words)."""

from PySide6.QtCore import QDateTime, QTimeZone


def grouped_mobile(number: str) -> str:
    """`+886912345678` as 0912-345-678; of another country as its people write it."""
    if number.startswith("+8869") and len(number) == 13:
        return f"0{number[4:7]}-{number[7:10]}-{number[10:]}"
    if not number.startswith("+"):
        return number
    import phonenumbers

    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


def local_time(at: int, zone: str = "Asia/Taipei") -> str:
    """A moment (UTC milliseconds) as date and time of the place."""
    return QDateTime.fromMSecsSinceEpoch(at, QTimeZone(zone.encode())).toString("yyyy-MM-dd HH:mm")
