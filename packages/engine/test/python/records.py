"""Tick records: what each tick of a game with rollback was made with."""

from decode import Decoder, Illegal

RECORDS_MAX = 32
HAPPENINGS_MAX = 1024
SLOTS_MAX = 128
ROLE_BYTES_MAX = 128


class RecordDecoder:
    def __init__(self, description):
        schemas = description["schemas"]
        self.input = schemas["input"]
        self.commands = schemas["commands"]
        self.kept = description.get("kept")
        self.decoder = Decoder(None, description["tickRate"])

    def decode(self, packed):
        """Records of consecutive ticks, the oldest first."""
        self.decoder.start(packed)
        self.bits = bits = self.decoder.bits
        tick = bits.read(32)
        # By slot, as of the last tick in which there was one: what is told is what has changed.
        last, slots, records = {}, [], []
        while bits.read(1):
            if len(records) == RECORDS_MAX:
                raise Illegal("there are too many records")
            record = {"tick": tick, "happenings": self.happenings()}
            if bits.read(1):
                slots = self.slots()
            for slot in slots:
                last[slot] = self.next_input(last.get(slot))
            record["inputs"] = {slot: last[slot] for slot in slots}
            if bits.read(1):
                record["shown"] = {slot: tick * 16 - bits.count() for slot in self.slots()}
            records.append(record)
            tick += 1
        bits.finish()
        return records

    def happenings(self):
        count = self.decoder.limited(self.bits.count(), HAPPENINGS_MAX)
        return [self.happening() for _ in range(count)]

    def happening(self):
        """Who joined, left or asked for something before the tick."""
        bits = self.bits
        type, slot = bits.read(2), bits.count()
        if slot >= SLOTS_MAX:
            raise Illegal("there is no such slot")
        if type in (0, 3):
            team, role = self.part() if type == 3 else (0, None)
            joined = {"type": "join", "slot": slot, "team": team, "role": role}
            # Without `kept`, a player who has never been there.
            if not bits.read(1):
                return {**joined, "kept": None, "awaySeconds": 0}
            away_seconds = bits.read(32)
            if self.kept is None:
                raise Illegal("nothing outlives a match of this game")
            return {**joined, "kept": self.decoder.read(self.kept, "kept"), "awaySeconds": away_seconds}
        if type == 1:
            return {"type": "leave", "slot": slot}
        kind = bits.count()
        if kind >= len(self.commands):
            raise Illegal("the game has no such command")
        value = self.decoder.read(self.commands[kind]["fields"], f"commands.{kind}")
        return {"type": "command", "slot": slot, "kind": kind, "value": value}

    def part(self):
        """Team and role of who joins with one of them."""
        bits = self.bits
        team, length = bits.count(), self.decoder.limited(bits.count(), ROLE_BYTES_MAX)
        if team >= SLOTS_MAX or (team == 0 and length == 0):
            raise Illegal("there is no such team")
        try:
            return team, bytes(bits.read(8) for _ in range(length)).decode() or None
        except UnicodeDecodeError:
            raise Illegal("a role is no UTF-8") from None

    def slots(self):
        slots, slot = [], -1
        for _ in range(self.bits.count()):
            slot += self.bits.count() + 1
            if slot >= SLOTS_MAX:
                raise Illegal("there is no such slot")
            slots.append(slot)
        return slots

    def next_input(self, last):
        if last is None:
            return self.decoder.read(self.input, "input")
        return self.decoder.read_delta(self.input, "input", last, {}, {}) if self.bits.read(1) else last
