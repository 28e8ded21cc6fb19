-- A ticket is a player's or a party's. Nobody may write tickets of the old kind while they become the new ones.
lock table tickets, match_players in access exclusive mode;

create table ticket_players (
  -- The key makes it one ticket a player, whatever the device or the party.
  player_id uuid primary key references players (id) on delete cascade,
  ticket_id bigint not null,
  -- The rating in this game and mode, as it was when the ticket was taken.
  mu double precision not null check (mu between -1e6 and 1e6),
  sigma double precision not null check (sigma > 0 and sigma < 1e6),
  -- What the player is ready to play; none: anything.
  roles jsonb not null default '[]',
  -- Milliseconds to each region; none: the player may be sent anywhere.
  latencies jsonb not null default '{}',
  -- When the player was last heard of. In no index, so that noting it touches the row alone.
  seen_at timestamptz not null default clock_timestamp()
);
insert into ticket_players (player_id, ticket_id, mu, sigma, seen_at)
  select player_id, id, 25, 25.0 / 3, seen_at from tickets;

drop index tickets_by_queue;
alter table tickets
  drop column player_id,
  drop column seen_at,
  add primary key (id),
  add column party_id uuid unique references parties (id) on delete cascade,
  -- For the queue's rules to look at.
  add column properties jsonb not null default '{}',
  add column reason_code text not null default 'joined';
create index tickets_by_queue on tickets (game, mode, created_at, id);
alter table ticket_players add foreign key (ticket_id) references tickets (id) on delete cascade;
create index ticket_players_of_ticket on ticket_players (ticket_id);

-- Which process makes the matches of a queue, until when: it saves others the work. Nothing else depends on it.
create table matcher_leases (
  game text not null,
  mode text not null,
  holder text not null,
  expires_at timestamptz not null,
  primary key (game, mode)
);

-- Milliseconds from a player to each region, as last measured.
create table player_latencies (
  player_id uuid primary key references players (id) on delete cascade,
  latencies jsonb not null,
  measured_at timestamptz not null default now()
);

alter table matches add column region text;

-- Where there are no teams, all are in team 0.
alter table match_players
  add column team smallint not null default 0 check (team >= 0),
  add column role text,
  add column mu double precision,
  -- Those with the same one came together.
  add column ticket_id bigint;
