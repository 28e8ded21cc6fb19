-- Asked, and not answered yet. Whoever changes anything between two players locks both players' rows first, by id.
create table friend_requests (
  from_id uuid not null references players (id) on delete cascade,
  to_id uuid not null references players (id) on delete cascade,
  requested_at timestamptz not null default clock_timestamp(),
  primary key (from_id, to_id),
  check (from_id <> to_id)
);
create index friend_requests_to on friend_requests (to_id);

-- Two rows a friendship, one for each: so that one's friends are found in one place.
create table friendships (
  player_id uuid not null references players (id) on delete cascade,
  friend_id uuid not null references players (id) on delete cascade,
  since timestamptz not null default clock_timestamp(),
  primary key (player_id, friend_id),
  check (player_id <> friend_id)
);
create index friendships_of_friend on friendships (friend_id);

create table blocks (
  player_id uuid not null references players (id) on delete cascade,
  blocked_id uuid not null references players (id) on delete cascade,
  since timestamptz not null default clock_timestamp(),
  primary key (player_id, blocked_id),
  check (player_id <> blocked_id)
);
create index blocks_of_blocked on blocks (blocked_id);

-- To find players by the beginning of their names, in their order.
create index players_by_name on players (lower(name) collate "C", id);
