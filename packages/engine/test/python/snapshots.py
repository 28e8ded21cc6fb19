"""Puts together what a player is told by scopes: the newest world, as this player may know it."""

from decode import Illegal
from scopes import DELTA, GONE, KEYFRAME, PART, SLICE, Block, Scope, kind_of
from values import initial

PUBLIC = 0


class Snapshots:
    """What `description` is: the game's. `slot` is the player's."""

    def __init__(self, description, slot):
        self.slot = slot
        self.tick_rate = description["tickRate"]
        self.descriptions = description["scopes"]
        state = description["schemas"]["state"]
        self.world_type = next(field["type"] for field in state["fields"] if field["name"] == "world")
        # By number.
        self.scopes = {}
        # The newest moment shown, and the world then.
        self.tick, self.world = -1, None

    def taken_over(self):
        """Another authority knows no baselines of the one before. What is shown stays until there is something newer."""
        self.scopes = {}

    def take(self, packet):
        """A message of `state`."""
        tick = packet["tick"]
        is_all_understood, is_useful = self.understand(tick, packet["blocks"])
        if not is_all_understood and not is_useful:
            return
        if packet["isPrivate"]:
            # Comes besides the snapshot of its tick; early or late, it is seen in the next one.
            if tick == self.tick:
                self.world = self.compose()
        else:
            self.show(tick)

    def take_keyframe(self, keyframe):
        """From `events`: may be older than the newest snapshot, and is for deltas to come then."""
        self.understand(keyframe["tick"], keyframe["blocks"])
        if PUBLIC in self.scopes:
            self.show(self.scopes[PUBLIC].tick)

    def understand(self, tick, packed_blocks):
        """Whether all of it was, and whether any of it tells of this tick."""
        blocks = [Block(packed) for packed in packed_blocks]
        is_all_understood, is_useful = True, False
        if any(block.age > tick for block in blocks):
            raise Illegal("a baseline is from before the match")
        # Keyframes first: deltas in the same packet may be against them.
        for block in blocks:
            scope = self.scope(block.scope)
            if block.kind in (KEYFRAME, PART):
                scope.take_keyframe(tick - block.age, block)
            elif block.kind == GONE:
                scope.leave(tick)
            is_useful = is_useful or scope.tick == tick
        for block in blocks:
            if block.kind in (DELTA, SLICE):
                is_understood = self.scope(block.scope).take_delta(tick, block)
                is_all_understood, is_useful = is_all_understood and is_understood, is_useful or is_understood
        return is_all_understood, is_useful

    def scope(self, number):
        if number not in self.scopes:
            self.scopes[number] = Scope(self.descriptions[kind_of(number)], self.tick_rate)
        return self.scopes[number]

    def show(self, tick):
        if tick <= self.tick or PUBLIC not in self.scopes or self.scopes[PUBLIC].state is None:
            return
        self.tick, self.world = tick, self.compose()

    def compose(self):
        shown = {"public": [], "owner": [], "team": [], "cell": []}
        for number, scope in self.scopes.items():
            if scope.is_shown:
                shown[kind_of(number)].append(scope)
        # If two cells have the same entity, the one that tells of the later moment is right.
        shown["cell"].sort(key=lambda scope: scope.tick)
        parts = {kind: [scope.state for scope in scopes] for kind, scopes in shown.items()}
        return self.join(self.world_type, "", self.scopes[PUBLIC].state["world"], parts)

    def join(self, type, path, public, parts):
        """A struct of the world: what everybody knows, with what is told by other scopes put in its place."""
        value = {}
        for name, inner in ((field["name"], field["type"]) for field in type["fields"]):
            place = path + name
            if inner["kind"] == "struct":
                value[name] = self.join(inner, place + ".", public[name], parts)
            elif inner["kind"] == "map":
                # A map that is sent by cells is no part of the public scope.
                entities = public[name] if name in public else in_cells(parts["cell"], name)
                fields = inner["entity"]["fields"]
                value[name] = {
                    key: self.join_entity(fields, place, key, entities[key], parts) for key in sorted(entities)
                }
            else:
                value[name] = public[name]
        return value

    def join_entity(self, fields, place, key, entity, parts):
        owned = next((owner[place] for owner in parts["owner"] if place in owner), None) if key == self.slot else None
        shared = next((team[place][key] for team in parts["team"] if key in team.get(place, {})), None)
        value = {}
        for field in fields:
            audience = field.get("audience")
            known = entity if audience is None else owned if audience == "owner" else shared
            value[field["name"]] = initial(field["type"]) if known is None else known[field["name"]]
        return value


def in_cells(cells, name):
    entities = {}
    for cell in cells:
        entities.update(cell[name])
    return entities
