-- Whose LiveKit a room is in; null: the one that regions without their own share.
alter table room_evictions add column region text;
