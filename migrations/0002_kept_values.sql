-- What players own beyond a match, as the game's `keep` says it: one value a player and game.
create table kept (
  player_id uuid not null references players (id) on delete cascade,
  game text not null references games (id),
  -- Null until the first match has saved something.
  value jsonb,
  -- Raised whenever a match loads the value: only the match that loaded it last may save it.
  version integer not null default 1,
  -- Numbers the saves of that match, so that one which was given up and comes late does not undo a newer one.
  save integer not null default 0,
  saved_at timestamptz,
  primary key (player_id, game),
  check ((value is null) = (saved_at is null))
);
