-- Players who stay together. Each change of a party locks its row first, then changes what belongs to it.
create table parties (
  id uuid primary key,
  -- What one types to join. Renewed when a member is put out, who knows it.
  code text not null unique check (code ~ '^[2-9A-HJKMNP-TV-Z]{6}$'),
  leader_id uuid not null,
  -- The party's own room in LiveKit.
  room text not null unique,
  size_max smallint not null check (size_max between 2 and 16),
  -- Raised by each change, so that a state that comes late is told from a newer one.
  revision integer not null default 1,
  -- While a ready check is under way.
  ready_check_ends_at timestamptz,
  -- While the party waits in a queue: its members stay as they are.
  queued_at timestamptz,
  created_at timestamptz not null default now()
);

-- The key makes it one party a player.
create table party_members (
  player_id uuid primary key references players (id) on delete cascade,
  party_id uuid not null references parties (id) on delete cascade,
  joined_at timestamptz not null default clock_timestamp(),
  is_ready boolean not null default false,
  is_away boolean not null default false,
  -- When the player last listened or asked. In no index, so that noting it touches the row alone.
  seen_at timestamptz not null default clock_timestamp(),
  unique (party_id, player_id)
);
-- Checked when a change is complete: whoever leads is a member.
alter table parties add constraint parties_leader_is_member
  foreign key (id, leader_id) references party_members (party_id, player_id) deferrable initially deferred;

create table party_invites (
  party_id uuid not null references parties (id) on delete cascade,
  player_id uuid not null references players (id) on delete cascade,
  invited_by uuid not null references players (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (party_id, player_id)
);
create index party_invites_of_player on party_invites (player_id);

-- Who has left a party could come back into its room with a token that is still good: until it is not, LiveKit is told to put
-- the player out; without a player, to close the room.
create table party_evictions (
  id bigint generated always as identity primary key,
  room text not null,
  player_id uuid,
  due_at timestamptz not null default clock_timestamp(),
  tries smallint not null default 0,
  ends_at timestamptz not null,
  unique nulls not distinct (room, player_id)
);
create index party_evictions_by_due on party_evictions (due_at);
