-- A match whose players are asked first. Until they have answered its tickets are theirs, and no pass considers them.
create table match_offers (
  -- That of the match which may come of it.
  id uuid primary key,
  game text not null references games (id),
  mode text not null,
  region text,
  -- The match as it is made once all have accepted.
  proposed jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  -- Kept for a while when it is over, for who answers late or again.
  outcome text check (outcome in ('formed', 'failed')),
  ended_at timestamptz,
  check ((outcome is null) = (ended_at is null))
);
create index match_offers_open on match_offers (expires_at) where outcome is null;
create index match_offers_by_end on match_offers (ended_at) where outcome is not null;

create table match_offer_players (
  offer_id uuid not null references match_offers (id) on delete cascade,
  player_id uuid not null references players (id) on delete cascade,
  answer text check (answer in ('accepted', 'declined')),
  answered_at timestamptz,
  primary key (offer_id, player_id),
  check ((answer is null) = (answered_at is null))
);
create index match_offer_players_of_player on match_offer_players (player_id);

alter table tickets
  -- While its players are asked.
  add column offer_id uuid references match_offers (id),
  -- When it came back from an offer that another did not accept: that stays its reason to wait for a moment.
  add column returned_at timestamptz;
create index tickets_of_offer on tickets (offer_id) where offer_id is not null;

-- What a player has let others down by, once for each match or offer. How long the player then can't queue follows from how
-- many there are of late, and from the configuration.
create table queue_strikes (
  player_id uuid not null references players (id) on delete cascade,
  game text not null references games (id),
  -- Of the match, or of the offer.
  match_id uuid not null,
  fault text not null check (fault in ('declined', 'unanswered', 'no_show', 'left')),
  struck_at timestamptz not null default clock_timestamp(),
  primary key (player_id, match_id)
);
create index queue_strikes_of_player on queue_strikes (player_id, game, struck_at desc);
create index queue_strikes_by_age on queue_strikes (struck_at);

alter table matches add column leaving_is_penalised boolean not null default false;
