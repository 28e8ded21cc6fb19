"""A client that watches: reads what an authority sends to one player, and tells the world, the events and all else as JSON.

In: one payload a line, as LiveKit hands it over: its topic (`state` or `events`), a space, the bytes in hexadecimal. It knows
nothing of the game but what Welcome says, so nothing is understood before that.
Out: one JSON value a line for each of these. For bytes that no authority sends: the reason on stderr, and 1 as exit code.
"""

import json
import sys

from decode import Decoder, Illegal
from messages import AUTHORITY_EVENT, STATE_PACKET, read_message
from records import RecordDecoder
from snapshots import PUBLIC, Snapshots
from values import checksum, plain

BODIES = [name for number, (name, _) in AUTHORITY_EVENT.items() if number >= 10]


class Client:
    def __init__(self):
        self.epoch = 0
        self.welcome_epoch = 0
        self.snapshots = None

    def read(self, topic, payload):
        """What a payload says; None if it says nothing to this client."""
        message = read_message(STATE_PACKET if topic == "state" else AUTHORITY_EVENT, payload)
        # An epoch below the highest one is of an authority that has lost the match.
        if message["epoch"] < self.epoch:
            return None
        self.epoch = message["epoch"]
        if topic == "events":
            return self.read_event(message)
        return self.read_state(message) if self.welcome_epoch == self.epoch else None

    def read_event(self, event):
        body = next((name for name in BODIES if event[name] is not None), None)
        if body is None:
            raise Illegal("the event has no body")
        content = event[body]
        if body == "welcome":
            self.welcome(content)
        elif self.welcome_epoch != self.epoch and body != "notice":
            return None
        told = {"sequence": event["sequence"], "tick": event["tick"], "body": body}
        if body == "keyframe":
            self.snapshots.take_keyframe(content)
            return {**told, "latest": self.latest()}
        if body == "gameEvents":
            return {**told, "events": [self.game_event(packed) for packed in content["events"]]}
        return {**told, "content": content}

    def welcome(self, content):
        """Under another epoch than before, the match goes on where its former owner stood, or all begins anew."""
        description = content.pop("description")
        goes_on = 0 < content["numbersSinceEpoch"] <= self.welcome_epoch
        if goes_on and self.welcome_epoch != self.epoch:
            self.snapshots.taken_over()
            self.welcome_epoch = self.epoch
        if self.welcome_epoch == self.epoch:
            return
        try:
            self.description = json.loads(description)
        except ValueError:
            raise Illegal("the description is no JSON") from None
        self.welcome_epoch = self.epoch
        self.slot = content["slot"]
        self.snapshots = Snapshots(self.description, self.slot)
        self.records = RecordDecoder(self.description)

    def game_event(self, packed):
        kinds = self.description["schemas"]["events"]
        if packed["kind"] >= len(kinds):
            raise Illegal("the game has no such event")
        kind = kinds[packed["kind"]]
        value = Decoder(kind["fields"], self.description["tickRate"]).decode(packed["payload"])
        return {"name": kind["name"], "value": plain(kind["fields"], value)}

    def read_state(self, packet):
        told = {"tick": packet["tick"], "isPrivate": packet["isPrivate"], "depths": depths(packet["inputDepths"])}
        # Games with rollback tell no states, but what all make them of.
        if packet["confirmed"]:
            records = self.records.decode(packet["confirmed"])
            self.check(packet)
            return {**told, "records": [self.plain_record(record) for record in records], "latest": self.latest()}
        self.snapshots.take(packet)
        return {**told, "latest": self.latest()}

    def check(self, packet):
        """A client that plays compares each state it makes; this one those that came as keyframes."""
        scope = self.snapshots.scopes.get(PUBLIC)
        if scope is None or packet["checksumTick"] not in scope.keyframes:
            return
        if checksum(scope.description, scope.keyframes[packet["checksumTick"]]) != packet["checksum"]:
            raise Illegal("the keyframe is not as its checksum says")

    def latest(self):
        """The newest world shown; None before the first one."""
        tick, world = self.snapshots.tick, self.snapshots.world
        return None if world is None else {"tick": tick, "world": plain(self.snapshots.world_type, world)}

    def plain_record(self, record):
        schemas = self.description["schemas"]
        happenings = []
        for happening in record["happenings"]:
            if happening["type"] == "command":
                fields = schemas["commands"][happening["kind"]]["fields"]
                happening = {**happening, "value": plain(fields, happening["value"])}
            elif happening.get("kept") is not None:
                happening = {**happening, "kept": plain(self.description["kept"], happening["kept"])}
            happenings.append(happening)
        inputs = {slot: plain(schemas["input"], input) for slot, input in record["inputs"].items()}
        return {**record, "happenings": happenings, "inputs": inputs}


def depths(packed):
    """By slot, in eighths of a tick, how early the player's inputs came; None for one who sent none yet."""
    told = {}
    for index, byte in enumerate(packed[1:]):
        told[packed[0] + index] = None if byte == 0x80 else byte - 256 if byte > 0x80 else byte
    return told


def main():
    client = Client()
    for number, line in enumerate(sys.stdin, 1):
        topic, payload = line.split()
        try:
            print(json.dumps(client.read(topic, bytes.fromhex(payload))))
        except Illegal as illegal:
            print(f"payload {number}, of {topic}: {illegal}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
