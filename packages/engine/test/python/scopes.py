"""Blocks, and what a client keeps of each scope so that it understands the next ones."""

from decode import Decoder, Illegal, coding_order
from messages import read_number
from values import short_checksum

SCOPES_MAX = 1280
PARTS_MAX = 8192
KEYS_PER_SLICE = 16
# The baseline in use, the one to come, and two for packets out of order.
KEYFRAMES_KEPT = 4
# States of the last snapshots may become baselines.
STATES_KEPT = 48
PARTIALS_KEPT = 2

DELTA, SLICE, KEYFRAME, PART, GONE = range(5)


class Block:
    """One scope's part of a packet: the numbers at its beginning, and what is packed behind them."""

    def __init__(self, packed):
        first, at = read_number(packed, 0)
        self.scope, self.kind, has_checksum = first >> 3, first >> 1 & 3, first & 1
        if self.scope >= SCOPES_MAX:
            raise Illegal("there is no such scope")
        self.age = 0
        if at == len(packed):
            if first & 7:
                raise Illegal("a block ends with its first number")
            self.kind = GONE
            return
        self.age, at = read_number(packed, at)
        self.slice = self.checksum = None
        if self.kind == SLICE:
            self.slice, at = read_number(packed, at)
        self.part, self.parts = 0, 1
        if self.kind == PART:
            self.part, at = read_number(packed, at)
            self.parts, at = read_number(packed, at)
        if not self.part < self.parts <= PARTS_MAX:
            raise Illegal("there is no such part of a keyframe")
        if has_checksum:
            if self.kind in (KEYFRAME, PART) or at + 2 > len(packed):
                raise Illegal("a checksum is where none can be")
            self.checksum, at = int.from_bytes(packed[at : at + 2], "little"), at + 2
        self.packed = packed[at:]


def kind_of(scope):
    return "public" if scope == 0 else "owner" if scope < 129 else "team" if scope < 256 else "cell"


class Scope:
    """What is known of one scope. A state is that of a moment; slices of it may be newer."""

    def __init__(self, description, tick_rate):
        self.description = description
        self.tick_rate = tick_rate
        self.decoder = Decoder(description, tick_rate)
        self.maps = list(maps_in(description))
        # The newest moment of which all is known, and what is known.
        self.tick, self.state = -1, None
        self.slice_ticks = {}
        self.shown_tick = self.gone_tick = -1
        # By tick.
        self.keyframes, self.recent, self.partials = {}, {}, {}

    @property
    def is_shown(self):
        return self.state is not None and self.shown_tick > self.gone_tick

    def leave(self, tick):
        """The player sees nothing of this any more."""
        self.gone_tick = max(self.gone_tick, tick)

    def take_keyframe(self, tick, block):
        if tick in self.keyframes:
            return
        packed = block.packed if block.parts == 1 else self.join(tick, block)
        if packed is None:
            return
        state = self.decoder.decode(packed)
        self.keep(tick, state)
        if tick > self.tick:
            self.advance_to(tick, state)

    def take_delta(self, tick, block):
        """False if what it is against is not here."""
        base_tick = tick - block.age
        base = self.keyframes.get(base_tick)
        if base is None and base_tick in self.recent:
            base = self.recent[base_tick]
            self.keep(base_tick, base)
        if base is None:
            return False
        if block.kind == SLICE:
            self.take_slice(tick, block, base_tick, base)
            return True
        state = self.decoder.decode(block.packed, base, block.age)
        self.check(block, self.description, state)
        self.recent[tick] = state
        if len(self.recent) > STATES_KEPT:
            del self.recent[next(iter(self.recent))]
        if tick > self.tick:
            self.advance_to(tick, state)
        return True

    def take_slice(self, tick, block, base_tick, base):
        type, keys = self.slice_of(block.slice)
        part = Decoder(type, self.tick_rate).decode(block.packed, cut(type, base, keys), block.age)
        self.check(block, type, part)
        if not self.is_shown and tick > self.gone_tick:
            self.slice_ticks.clear()
            self.tick, self.state = base_tick, base
        if self.state is None or tick <= self.slice_ticks.get(block.slice, self.tick):
            return
        self.state = paste(type, self.state, part, keys)
        self.slice_ticks[block.slice] = tick
        self.shown_tick = max(self.shown_tick, tick)

    def slice_of(self, number):
        """A slice's description, and the keys of its map: slice 0 is all that is in no map."""
        if number == 0:
            return only(self.description, None), range(0)
        if not self.maps:
            raise Illegal("there is no such slice")
        keys, place = divmod(number - 1, len(self.maps))
        first_key = keys * KEYS_PER_SLICE
        return only(self.description, self.maps[place]), range(first_key, first_key + KEYS_PER_SLICE)

    def advance_to(self, tick, state):
        """Slices that are newer than the state stay."""
        for number, slice_tick in list(self.slice_ticks.items()):
            if slice_tick <= tick:
                del self.slice_ticks[number]
            else:
                type, keys = self.slice_of(number)
                state = paste(type, state, cut(type, self.state, keys), keys)
        self.tick, self.state = tick, state
        self.shown_tick = max(self.shown_tick, tick)

    def keep(self, tick, state):
        self.keyframes[tick] = state
        if len(self.keyframes) > KEYFRAMES_KEPT:
            del self.keyframes[min(self.keyframes)]

    def join(self, tick, block):
        """The whole of a keyframe that comes in parts, once the last one is here."""
        parts = self.partials.setdefault(tick, {})
        parts[block.part] = block.packed
        if len(parts) == block.parts:
            return b"".join(parts[part] for part in sorted(self.partials.pop(tick)))
        if len(self.partials) > PARTIALS_KEPT:
            del self.partials[next(iter(self.partials))]
        return None

    def check(self, block, type, value):
        if block.checksum is not None and block.checksum != short_checksum(type, value):
            raise Illegal("a state is not as its checksum says")


def maps_in(type, path=()):
    """Where the maps of a struct are, in the order in which they are packed."""
    for field in coding_order(type["fields"]):
        place = (*path, field["name"])
        if field["type"]["kind"] == "map":
            yield place
        elif field["type"]["kind"] == "struct":
            yield from maps_in(field["type"], place)


def only(type, path):
    """The description of a struct in which one map is left; without a path, all that is in no map."""
    fields = []
    for field in type["fields"]:
        inner = field["type"]
        if path is None and inner["kind"] == "map" or path is not None and field["name"] != path[0]:
            continue
        if inner["kind"] == "struct":
            inner = only(inner, path and path[1:])
        fields.append({**field, "type": inner})
    return {"kind": "struct", "fields": fields}


def cut(type, value, keys):
    """What of a state is in a slice."""
    part = {}
    for name, inner in ((field["name"], field["type"]) for field in type["fields"]):
        if inner["kind"] == "struct":
            part[name] = cut(inner, value[name], keys)
        elif inner["kind"] == "map":
            part[name] = {key: entity for key, entity in value[name].items() if key in keys}
        else:
            part[name] = value[name]
    return part


def paste(type, value, part, keys):
    """The state with the slice replaced."""
    whole = dict(value)
    for name, inner in ((field["name"], field["type"]) for field in type["fields"]):
        if inner["kind"] == "struct":
            whole[name] = paste(inner, value[name], part[name], keys)
        elif inner["kind"] == "map":
            others = {key: entity for key, entity in value[name].items() if key not in keys}
            whole[name] = dict(sorted({**others, **part[name]}.items()))
        else:
            whole[name] = part[name]
    return whole
