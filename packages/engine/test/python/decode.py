"""Decodes values by a game's description alone: the innermost part of a client in another language.

A value in full needs its bytes; a delta also the value it is against and the ticks in between. Values are plain: strings,
lists, dicts by field, None for an absent optional, dicts by key for maps. Scalars are kept as codes, since deltas are
differences of codes; `plain` in values.py turns a decoded value into what a game sees. docs/wire-format.md tells it in words.
"""

import math


class Illegal(Exception):
    """The bytes are nothing that an authority sends."""


class Bits:
    """Reads bits from the least significant one of each byte up."""

    def __init__(self, packet):
        self.number = int.from_bytes(packet, "little")
        self.left = len(packet) * 8

    def read(self, count):
        if count > self.left:
            raise Illegal("bits are missing")
        value = self.number & ((1 << count) - 1)
        self.number >>= count
        self.left -= count
        return value

    def count(self):
        zeros = 0
        while self.read(1) == 0:
            zeros += 1
            if zeros > 16:
                raise Illegal("a count is too long")
        return (1 << zeros | self.read(zeros)) - 1

    def finish(self):
        if self.left >= 8 or self.number != 0:
            raise Illegal("bits are left over")


COMPOSITES = ("text", "list", "optional", "map", "struct")


class Scalar:
    """A scalar type's codes: how many, and what they mean."""

    def __init__(self, type):
        self.type = type
        kind = type["kind"]
        self.wraps = kind == "angle"
        self.first, self.step, self.per_step, self.code_max = 0, 1.0, 1, type.get("max", 1)
        if kind == "int":
            self.first, self.code_max = type["min"], type["max"] - type["min"]
        elif kind == "unit":
            self.first, self.code_max, self.per_step, self.step = -127, 254, 127, 1 / 127
        elif kind == "angle":
            self.code_max = (1 << type["bits"]) - 1
        elif kind == "oneOf":
            self.code_max = len(type["values"]) - 1
        elif kind == "fixed":
            self.measure(type["min"], type["max"], type["step"])
        self.bits = self.code_max.bit_length()
        # The code of the value nearest to 0, or of the first word.
        self.initial = min(max(0, -self.first), self.code_max)

    def measure(self, low, high, step):
        """Steps that are one divided by a whole number are counted by it: a tenth is no double."""
        per_step = math.floor(1 / step + 0.5)
        divides = abs(per_step * step - 1) < 1e-9
        self.per_step = per_step if divides else None
        self.step = 1 / per_step if divides else step
        self.first, last = (math.floor((end * per_step if divides else end / step) + 0.5) for end in (low, high))
        self.code_max = last - self.first

    def value(self, code):
        kind = self.type["kind"]
        if kind == "bool":
            return code == 1
        if kind == "oneOf":
            return self.type["values"][code]
        if kind == "angle":
            return code / (self.code_max + 1) * (2 * math.pi)
        return (code + self.first) / self.per_step if self.per_step else (code + self.first) * self.step

    def checked(self, code):
        if code > self.code_max:
            raise Illegal("a code is above the greatest one")
        return code


def coding_order(fields):
    """Scalars first, each after its rate; then the others."""
    waiting = [field for field in fields if field["type"]["kind"] not in COMPOSITES]
    others = [field for field in fields if field["type"]["kind"] in COMPOSITES]
    ordered, taken = [], {None}
    while waiting:
        field = next(field for field in waiting if field["type"].get("rate") in taken)
        waiting.remove(field)
        ordered.append(field)
        taken.add(field["name"])
    return ordered + others


class Decoder:
    """Decodes values of one schema: `description` is a struct's, from the game's description."""

    def __init__(self, description, tick_rate):
        self.description = description
        self.tick_rate = tick_rate
        self.scalars = {}

    def decode(self, packed, base=None, elapsed_ticks=0):
        """A value in full, or a delta against `base`, which is left as it is. Raises Illegal."""
        self.start(packed, elapsed_ticks)
        is_full = base is None
        value = self.read(self.description, "") if is_full else self.read_delta(self.description, "", base, {}, {})
        self.bits.finish()
        return value

    def start(self, packed, elapsed_ticks=0):
        """All that is read until the next call shares these bits, and what is learnt from them."""
        self.bits, self.elapsed = Bits(packed), elapsed_ticks
        # By a scalar's place in the schema, and whether its rate has changed.
        self.means, self.shares = {}, {}

    def scalar(self, type, path):
        if path not in self.scalars:
            self.scalars[path] = Scalar(type)
        return self.scalars[path]

    def read(self, type, path):
        bits, kind = self.bits, type["kind"]
        if kind == "struct":
            return {f["name"]: self.read(f["type"], f"{path}.{f['name']}") for f in coding_order(type["fields"])}
        if kind == "map":
            key, entities = -1, {}
            for _ in range(self.limited(bits.count(), type["max"])):
                key = self.key_after(key, type)
                entities[key] = self.read(type["entity"], path + "[]")
            return entities
        if kind == "list":
            return [self.read(type["item"], path + "[]") for _ in range(self.limited(bits.count(), type["max"]))]
        if kind == "optional":
            return self.read(type["item"], path + "?") if bits.read(1) else None
        if kind == "text":
            length = self.limited(bits.count(), type["bytesMax"])
            try:
                return bytes(bits.read(8) for _ in range(length)).decode()
            except UnicodeDecodeError:
                raise Illegal("a text is no UTF-8") from None
        return self.read_value((path, False), self.scalar(type, path))

    def read_value(self, context, scalar):
        if scalar.bits <= 3:
            return scalar.checked(self.bits.read(scalar.bits))
        share = self.shares.get(context, 512)
        code = self.bits.read(scalar.bits) if share >= 800 or self.bits.read(1) else scalar.initial
        self.shares[context] = share + (((0 if code == scalar.initial else 1024) - share) >> 2)
        return scalar.checked(code)

    def read_delta(self, type, path, base, siblings, base_siblings):
        """The siblings are the fields of the same struct that are decoded already, and the baseline's."""
        bits, kind = self.bits, type["kind"]
        if kind == "struct":
            return self.fields_of(self.read_delta, type, path, base)
        if kind == "optional":
            if not bits.read(1):
                return None
            inner = (type["item"], path + "?")
            return self.read(*inner) if base is None else self.read_delta(*inner, base, {}, {})
        if kind not in COMPOSITES:
            return self.read_scalar_delta(type, path, base, siblings, base_siblings)
        if not bits.read(1):
            return self.expected(type, path, base, siblings, base_siblings)
        if kind == "text":
            return self.read(type, path)
        if kind == "list":
            inner = (type["item"], path + "[]")
            length = self.limited(bits.count(), type["max"])
            shared = [self.read_delta(*inner, item, {}, {}) for item in base[:length]]
            return shared + [self.read(*inner) for _ in range(length - len(shared))]
        return self.read_map_delta(type, path + "[]", base)

    def read_map_delta(self, type, path, base):
        bits, added, key = self.bits, [], -1
        for _ in range(self.limited(bits.count(), type["max"])):
            added.append(key := self.key_after(key, type))
        usual, entities = bits.read(1), {}
        for key in sorted([*base, *added]):
            if key in added and key in base:
                raise Illegal("an added entity is there already")
            if key in added:
                entities[key] = self.read(type["entity"], path)
                continue
            fate = usual if bits.read(1) == 0 else "removed" if bits.read(1) else 1 - usual
            if fate == 1:
                entities[key] = self.read_delta(type["entity"], path, base[key], {}, {})
            elif fate == 0:
                entities[key] = self.expected(type["entity"], path, base[key], {}, {})
        self.limited(len(entities), type["max"])
        return entities

    def read_scalar_delta(self, type, path, base, siblings, base_siblings):
        bits, scalar = self.bits, self.scalar(type, path)
        expected = self.expected_code(type, path, base, siblings, base_siblings)
        if scalar.bits > 3:
            rate = type.get("rate")
            context = (path, rate is not None and siblings[rate] != base_siblings[rate])
            return scalar.checked(self.read_difference(context, expected, scalar))
        if not bits.read(1):
            return expected
        return 1 - expected if scalar.bits == 1 else scalar.checked(bits.read(scalar.bits))

    def read_difference(self, context, expected, scalar):
        bits = self.bits
        share = self.shares.get(context, 512)
        mean = self.means.get(context, 8 << min(scalar.bits - 3, 20))
        code, flag_bits = expected, 0 if share >= 800 else 1
        if flag_bits == 0 or bits.read(1):
            ones = 0
            while ones < 6 and bits.read(1):
                ones += 1
            if ones == 6:
                code = bits.read(scalar.bits)
                value = max(folded(code - expected, scalar) - flag_bits, 0)
            else:
                rest = (mean >> 3 | 1).bit_length() - 1
                value = ones << rest | bits.read(rest)
                code = expected + unfolded(value + flag_bits)
                code &= scalar.code_max if scalar.wraps else 0xFFFFFFFF
            self.means[context] = mean + ((8 * min(value, 1 << 20) - mean) >> 2)
        self.shares[context] = share + (((0 if code == expected else 1024) - share) >> 2)
        return code

    def expected(self, type, path, base, siblings, base_siblings):
        """What the baseline's value is expected to be now."""
        kind = type["kind"]
        if kind not in COMPOSITES:
            return self.expected_code(type, path, base, siblings, base_siblings)
        if kind == "struct":
            return self.fields_of(self.expected, type, path, base)
        if kind == "map":
            return {key: self.expected(type["entity"], path + "[]", base[key], {}, {}) for key in base}
        if kind == "list":
            return [self.expected(type["item"], path + "[]", item, {}, {}) for item in base]
        if kind == "optional" and base is not None:
            return self.expected(type["item"], path + "?", base, {}, {})
        return base

    def fields_of(self, decode, type, path, base):
        value = {}
        for name, field in ((field["name"], field["type"]) for field in coding_order(type["fields"])):
            value[name] = decode(field, f"{path}.{name}", base[name], value, base)
        return value

    def expected_code(self, type, path, base, siblings, base_siblings):
        scalar, rate = self.scalar(type, path), type.get("rate")
        if type["kind"] == "countdown":
            return max(0, base - self.elapsed)
        if rate is None:
            return base
        rate_scalar = self.scalars[f"{path.rpartition('.')[0]}.{rate}"]
        per_tick = rate_scalar.step / self.tick_rate / scalar.step
        codes = (siblings[rate], base_siblings[rate])
        moves = sum(math.floor((code + rate_scalar.first) * per_tick + 0.5) for code in codes)
        return min(max(base + moves * self.elapsed // 2, 0), scalar.code_max)

    def limited(self, count, most):
        if count > most:
            raise Illegal("there are too many")
        return count

    def key_after(self, key, type):
        key += self.bits.count() + 1
        if key >= (128 if type["byPlayer"] else 65535):
            raise Illegal("a key is too great")
        return key


def folded(difference, scalar):
    """Positive and negative differences in turn: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4."""
    bits = scalar.bits if scalar.wraps else 32
    difference = (difference + (1 << bits - 1)) % (1 << bits) - (1 << bits - 1)
    return 2 * difference if difference >= 0 else -2 * difference - 1


def unfolded(value):
    return -(value + 1) // 2 if value & 1 else value // 2
