"""Reads a game's manifest, then packets, one JSON value a line; writes what each decodes to, or null for an illegal one.

A packet: {"packet": hex} a keyframe; with "against" (how many packets ago its baseline came) and "elapsedTicks" a delta; with
"event" (the kind's number) an event.
"""

import json
import sys

from decode import Decoder, Illegal, plain

manifest = json.loads(sys.stdin.readline())
tick_rate = manifest["tickRate"]
state = manifest["schemas"]["state"]
events = [event["fields"] for event in manifest["schemas"]["events"]]
state_decoder = Decoder(state, tick_rate)
event_decoders = [Decoder(fields, tick_rate) for fields in events]
states = []

for line in sys.stdin:
    order = json.loads(line)
    packet = bytes.fromhex(order["packet"])
    try:
        if "event" in order:
            kind = order["event"]
            answer = plain(events[kind], event_decoders[kind].decode(packet))
        else:
            base = states[-order["against"]] if "against" in order else None
            states.append(state_decoder.decode(packet, base, order.get("elapsedTicks", 0)))
            answer = plain(state, states[-1])
    except Illegal:
        answer = None
    print(json.dumps(answer))
