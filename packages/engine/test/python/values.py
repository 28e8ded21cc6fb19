"""What can be done with any decoded value, by its type's description."""

from decode import Scalar, coding_order


def initial(type):
    """What stands for a value that nothing is known of."""
    kind = type["kind"]
    if kind == "struct":
        return {field["name"]: initial(field["type"]) for field in type["fields"]}
    if kind == "optional":
        return None
    return {"map": {}, "list": [], "text": ""}[kind] if kind in ("map", "list", "text") else Scalar(type).initial


def plain(type, value):
    """The value as a game sees it: numbers, booleans and words instead of codes."""
    kind = type["kind"]
    if kind == "struct":
        return {field["name"]: plain(field["type"], value[field["name"]]) for field in type["fields"]}
    if kind == "map":
        return {key: plain(type["entity"], entity) for key, entity in value.items()}
    if kind == "list":
        return [plain(type["item"], item) for item in value]
    if kind == "optional":
        return None if value is None else plain(type["item"], value)
    return value if kind == "text" else Scalar(type).value(value)


def words(type, value):
    """The value as 32-bit numbers in a row, of which checksums are made."""
    kind = type["kind"]
    if kind == "struct":
        for field in coding_order(type["fields"]):
            yield from words(field["type"], value[field["name"]])
    elif kind == "map":
        yield len(value)
        for key in sorted(value):
            yield key
            yield from words(type["entity"], value[key])
    elif kind == "list":
        yield len(value)
        for item in value:
            yield from words(type["item"], item)
    elif kind == "optional":
        yield 0 if value is None else 1
        if value is not None:
            yield from words(type["item"], value)
    elif kind == "text":
        yield len(value.encode())
        yield from value.encode()
    else:
        yield value


def checksum(type, value):
    """32 bits: FNV-1a over the words, stirred a little more."""
    hash = 0x811C9DC5
    for word in words(type, value):
        hash = (hash ^ word) * 0x01000193 & 0xFFFFFFFF
        hash ^= hash >> 15
    hash = (hash ^ hash >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    return hash ^ hash >> 13


def short_checksum(type, value):
    """The 16 bits that blocks carry."""
    hash = checksum(type, value)
    return (hash ^ hash >> 16) & 0xFFFF
