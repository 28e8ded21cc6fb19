-- Players may come into a match that has begun.
alter table matches
  -- Raised with each seat that is added to the match: its owner, who has read them once, sees that there are more.
  add column seats_revision integer not null default 0,
  -- Whether its queue may fill seats that come free.
  add column takes_backfill boolean not null default false,
  -- What the game says to that at the moment: its owner writes it down.
  add column is_open boolean not null default true,
  -- How many may play at once, as those wished of whom the match was made; null: as many as the game allows.
  add column players_max smallint check (players_max >= 1),
  -- What all its tickets have in common, by the rules of its queue.
  add column properties jsonb not null default '{}',
  -- When somebody last looked on.
  add column watched_at timestamptz;
create index matches_open on matches (game, mode) where ended_at is null and takes_backfill and is_open;

alter table match_players
  -- Added when the match had been formed.
  add column is_late boolean not null default false,
  -- Of a late player: the ticket that was given for the seat. It is given back if the match is over before the player came.
  add column ticket jsonb;
