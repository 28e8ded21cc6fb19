-- Ids are UUIDs made by the application; a name is kept where it must not change afterwards (match_players).

create table players (
  id uuid primary key,
  name text not null check (char_length(name) between 1 and 24),
  created_at timestamptz not null default now()
);

-- What a player can log in by. A device's subject is the SHA-256 of its id, an e-mail's the address in lower case.
create table identities (
  provider text not null check (provider in ('device', 'email')),
  subject text not null,
  player_id uuid not null references players (id) on delete cascade,
  password_hash text,
  created_at timestamptz not null default now(),
  primary key (provider, subject),
  check ((provider = 'email') = (password_hash is not null))
);
create index identities_of_player on identities (player_id);

-- A session is one family of refresh tokens. Every token of the family carries its family secret, and only the newest
-- one carries the secret hashed in token_hash: so an older token is told from a guess without keeping all of them.
create table sessions (
  id uuid primary key,
  player_id uuid not null references players (id) on delete cascade,
  family_hash bytea not null,
  token_hash bytea not null,
  created_at timestamptz not null default now(),
  refreshed_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text check (revoked_reason in ('logout', 'reuse')),
  check ((revoked_at is null) = (revoked_reason is null))
);
create index sessions_of_player on sessions (player_id);
create index sessions_by_expiry on sessions (expires_at);

-- Written by the authorities, which have the games' code; read by the API, which has not.
create table games (
  id text primary key,
  name text not null,
  version text not null,
  description text not null,
  players_min smallint not null check (players_min >= 1),
  players_max smallint not null check (players_max >= players_min),
  manifest jsonb not null,
  updated_at timestamptz not null default now()
);

-- The key makes it one ticket a player; the id tells a ticket from the same player's next one.
create table tickets (
  player_id uuid primary key references players (id) on delete cascade,
  id bigint generated always as identity,
  game text not null references games (id),
  mode text not null,
  players_min smallint not null check (players_min >= 1),
  players_max smallint not null check (players_max >= players_min),
  reason text not null,
  created_at timestamptz not null default clock_timestamp(),
  -- When the player last asked how it stands. In no index, so that noting it touches the row alone.
  seen_at timestamptz not null default clock_timestamp()
);
create index tickets_by_queue on tickets (game, mode, created_at, player_id);

create table matches (
  id uuid primary key,
  game text not null references games (id),
  mode text not null,
  room text not null,
  status text not null default 'placing' check (status in ('placing', 'waiting', 'running', 'ended', 'abandoned')),
  -- How many owners the match has had. Every write of an owner names its own, so that a former owner's is refused.
  epoch integer not null default 0,
  authority_id text,
  seed bigint not null check (seed between 0 and 4294967295),
  reason text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  claimed_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  check ((status in ('ended', 'abandoned')) = (ended_at is not null))
);
create index matches_live on matches (status, created_at) where ended_at is null;
-- A room name is free again when its match is over: eight hex digits would not stay unique for ever.
create unique index matches_live_room on matches (room) where ended_at is null;

create table match_players (
  match_id uuid not null references matches (id) on delete cascade,
  player_id uuid not null references players (id) on delete cascade,
  slot smallint not null check (slot >= 0),
  name text not null,
  -- True until the player has left for good or the match is over: the index below makes it one live match a player.
  live boolean not null default true,
  score double precision,
  rank integer check (rank >= 1),
  queued_at timestamptz not null,
  matched_at timestamptz not null default now(),
  left_at timestamptz,
  primary key (match_id, player_id),
  unique (match_id, slot)
);
create unique index match_players_one_live on match_players (player_id) where live;
create index match_players_of_player on match_players (player_id, matched_at desc);

-- The durable leaderboards: a player's best score on each. Redis holds a sorted set made of this.
create table scores (
  leaderboard text not null,
  player_id uuid not null references players (id) on delete cascade,
  score double precision not null,
  match_id uuid references matches (id) on delete set null,
  achieved_at timestamptz not null default now(),
  primary key (leaderboard, player_id)
);
create index scores_by_rank on scores (leaderboard, score desc, player_id desc);

-- Written in the transaction that makes the event true; relayed, then marked.
create table outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  payload jsonb not null,
  created_at timestamptz not null default now(),
  relayed_at timestamptz
);
create index outbox_unrelayed on outbox (id) where relayed_at is null;

-- LiveKit may send an event again: the key tells.
create table webhook_events (
  id text primary key,
  event text not null,
  room text,
  participant text,
  participant_sid text,
  payload jsonb not null,
  sent_at timestamptz not null,
  received_at timestamptz not null default now()
);
create index webhook_events_of_room on webhook_events (room, sent_at);
