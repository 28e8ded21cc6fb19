"""The envelopes: Protocol Buffers messages of wire.proto, as far as an authority sends them on `state` and `events`."""

import struct

from decode import Illegal

# By number: the field's name and type. A list has one type for all its items; fields that are not listed are skipped.
SEAT = {
    **{1: ("slot", "number"), 2: ("playerId", "text"), 3: ("name", "text"), 4: ("presence", "number")},
    **{5: ("team", "number"), 6: ("role", "text")},
}
ROSTER = {1: ("seats", [SEAT])}
SETTING = {1: ("key", "text"), 2: ("value", "double")}
WELCOME = {
    **{1: ("matchId", "text"), 2: ("gameId", "text"), 3: ("slot", "number"), 4: ("phase", "number")},
    **{5: ("roster", ROSTER), 6: ("settings", [SETTING]), 7: ("tickRate", "number"), 8: ("sendRate", "number")},
    **{9: ("description", "text"), 10: ("seatCount", "number"), 11: ("numbersSinceEpoch", "number")},
    **{12: ("toldEventSequence", "number"), 13: ("toldChatSequence", "number"), 14: ("dueTick", "number")},
}
GAME_EVENT = {1: ("kind", "number"), 2: ("payload", "bytes")}
SCORE = {1: ("slot", "number"), 2: ("score", "double"), 3: ("rank", "number")}
AUTHORITY_EVENT = {
    **{1: ("epoch", "number"), 2: ("sequence", "number"), 3: ("tick", "number")},
    10: ("welcome", WELCOME),
    11: ("roster", ROSTER),
    12: ("gameEvents", {1: ("events", [GAME_EVENT])}),
    13: ("phaseChange", {1: ("phase", "number")}),
    14: ("matchEnded", {1: ("scores", [SCORE]), 2: ("reason", "text")}),
    15: ("keyframe", {1: ("tick", "number"), 4: ("blocks", ["bytes"])}),
    16: ("notice", {1: ("reason", "text"), 2: ("detail", "text")}),
    17: ("acknowledgement", {1: ("commandSequence", "number"), 2: ("chatSequence", "number")}),
    18: ("commandOutcome", {1: ("commandSequence", "number"), 2: ("refusalReason", "text"), 3: ("refusalDetail", "text")}),
}
STATE_PACKET = {
    **{1: ("epoch", "number"), 2: ("tick", "number"), 11: ("inputDepths", "bytes"), 12: ("blocks", ["bytes"])},
    13: ("isPrivate", "bool"),
    **{8: ("confirmed", "bytes"), 9: ("checksumTick", "number"), 10: ("checksum", "fixed32")},
}

ABSENT = {"number": 0, "bool": False, "fixed32": 0, "double": 0.0, "text": "", "bytes": b""}
# How a field is written: 0 a number of seven bits a byte, 1 eight bytes, 2 bytes after their count, 5 four bytes.
WRITTEN = {"number": 0, "bool": 0, "double": 1, "fixed32": 5}


def read_message(fields, payload):
    """A dict by name. What is not there has the value that Protocol Buffers give it; a message within is None."""
    message = {name: [] if isinstance(type, list) else absent(type) for name, type in fields.values()}
    at = 0
    while at < len(payload):
        tag, at = read_number(payload, at)
        written, name, type = tag & 7, *fields.get(tag >> 3, (None, None))
        content, at = read_content(written, payload, at)
        if name is None:
            continue
        item_type = type[0] if isinstance(type, list) else type
        if written != (2 if isinstance(item_type, dict) else WRITTEN.get(item_type, 2)):
            raise Illegal(f"{name} is written as something else")
        value = value_of(item_type, content)
        if isinstance(type, list):
            message[name].append(value)
        else:
            message[name] = value
    return message


def absent(type):
    return None if isinstance(type, dict) else ABSENT[type]


def read_number(payload, at):
    """Seven bits in each byte, the lowest first; the highest bit says that more follow."""
    number = 0
    for shift in range(0, 70, 7):
        if at >= len(payload):
            raise Illegal("the message ends within a number")
        byte = payload[at]
        number, at = number | (byte & 0x7F) << shift, at + 1
        if byte < 0x80:
            return number, at
    raise Illegal("a number is too long")


def read_content(written, payload, at):
    if written == 0:
        return read_number(payload, at)
    length = {1: 8, 5: 4}.get(written)
    if written == 2:
        length, at = read_number(payload, at)
    if length is None or at + length > len(payload):
        raise Illegal("the message is cut off, or is none")
    return payload[at : at + length], at + length


def value_of(type, content):
    if isinstance(type, dict):
        return read_message(type, content)
    if type == "number":
        return content & 0xFFFFFFFF
    if type == "bool":
        return content != 0
    if type == "double":
        return struct.unpack("<d", content)[0]
    if type == "fixed32":
        return int.from_bytes(content, "little")
    try:
        return content.decode() if type == "text" else content
    except UnicodeDecodeError:
        raise Illegal("a text is no UTF-8") from None
