-- Where players gather before a match of their own making. Each change of a room locks its row first, then changes what belongs
-- to it, then counts its seats: the check below is the last word on how many there are.
create table rooms (
  id uuid primary key,
  -- What one types to join.
  code text not null check (code ~ '^[2-9A-HJKMNP-TV-Z]{6}$'),
  game text not null references games (id),
  mode text not null,
  name text not null check (char_length(name) between 1 and 40),
  -- The room's own room in LiveKit, and later its match's.
  livekit_room text not null,
  visibility text not null check (visibility in ('public', 'private')),
  password_hash text,
  seats_min smallint not null check (seats_min >= 1),
  seats_max smallint not null check (seats_max >= seats_min),
  seats_taken smallint not null default 0 check (seats_taken between 0 and seats_max),
  host_id uuid references players (id) on delete set null,
  status text not null default 'waiting'
    check (status in ('waiting', 'ready_check', 'running', 'ended', 'abandoned')),
  ready_check_ends_at timestamptz,
  match_id uuid unique references matches (id) on delete set null,
  properties jsonb not null default '{}',
  -- Where its match is to be played; null: anywhere.
  region text,
  game_version text not null,
  allows_spectators boolean not null,
  -- Raised by each change, so that a state that comes late is told from a newer one.
  revision integer not null default 0,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  check ((status = 'ready_check') = (ready_check_ends_at is not null)),
  check ((status in ('ended', 'abandoned')) = (ended_at is not null))
);
-- Codes and names are free again when a room has ended.
create unique index rooms_live_code on rooms (code) where ended_at is null;
create unique index rooms_live_livekit_room on rooms (livekit_room) where ended_at is null;
create index rooms_listed on rooms (created_at desc, id desc) where visibility = 'public' and ended_at is null;
create index rooms_listed_of_game on rooms (game, created_at desc, id desc)
  where visibility = 'public' and ended_at is null;
create index rooms_to_fill on rooms (game, mode, seats_taken desc)
  where visibility = 'public' and password_hash is null and status = 'waiting';
create index rooms_by_ready_check on rooms (ready_check_ends_at) where ready_check_ends_at is not null;
create index rooms_by_end on rooms (ended_at) where ended_at is not null;

-- The key makes it one room a player.
create table room_members (
  player_id uuid primary key references players (id) on delete cascade,
  room_id uuid not null references rooms (id) on delete cascade,
  role text not null default 'player' check (role in ('player', 'spectator')),
  is_ready boolean not null default false,
  -- The order of joining, in which the players are seated.
  turn bigint not null generated always as identity,
  joined_at timestamptz not null default clock_timestamp(),
  is_away boolean not null default false,
  -- When the player last listened or asked. In no index, so that noting it touches the row alone.
  seen_at timestamptz not null default clock_timestamp()
);
create index room_members_of_room on room_members (room_id, turn);

-- Who was put out of a room does not come back.
create table room_bans (
  room_id uuid not null references rooms (id) on delete cascade,
  player_id uuid not null references players (id) on delete cascade,
  primary key (room_id, player_id)
);

-- They are put out of any room by now, not of parties' alone.
alter table party_evictions rename to room_evictions;
alter index party_evictions_by_due rename to room_evictions_by_due;
