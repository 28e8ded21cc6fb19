-- How often a player has come into LiveKit rooms of each kind, not counting the ways back after a loss: the newest visit is the
-- one that counts, and who comes back to an older one is told that the player is elsewhere.
create table room_visits (
  player_id uuid not null references players (id) on delete cascade,
  place text not null check (place in ('match', 'party')),
  visit integer not null check (visit >= 1),
  primary key (player_id, place)
);
