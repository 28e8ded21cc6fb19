/**
 * ARGV: prefix of channels, id, host, region, capacity, standbysMax, leaseMs, number of games, (id, schemas) of each, then (id, game,
 * region, epoch) of each match that is held.
 */
export const registerLua = `
local channels, id, games = ARGV[1], ARGV[2], tonumber(ARGV[8])
local now = clock()
local key = authority_key(id)
redis.call('DEL', key)
redis.call('HSET', key, 'host', ARGV[3], 'region', ARGV[4], 'capacity', ARGV[5], 'standbysMax', ARGV[6],
  'leaseMs', ARGV[7])
for at = 9, 8 + 2 * games, 2 do redis.call('HSET', key, 'game:' .. ARGV[at], ARGV[at + 1]) end
redis.call('ZADD', 'placement:authorities', now + tonumber(ARGV[7]), id)

for at = 9 + 2 * games, #ARGV, 4 do
  local match_id, epoch = ARGV[at], ARGV[at + 3]
  local match = read_match(match_id)
  if not match then
    if redis.call('EXISTS', 'placement:over:' .. match_id) == 0 then
      redis.call('HSET', match_key(match_id), 'game', ARGV[at + 1], 'region', ARGV[at + 2], 'how', 'new', 'since', now,
        'deaths', 0, 'epoch', epoch)
      give(read_match(match_id), id, now)
    end
  elseif not match.owner then
    -- It has waited since we were not heard of, and nobody has taken it.
    dequeue(match)
    give(match, id, now)
  elseif match.owner == id then
    no_successor(match, channels)
    give(match, id, now)
  else
    -- Told before us by somebody who had it earlier than we.
    local told = redis.call('HGET', match_key(match_id), 'epoch')
    if told and tonumber(told) < tonumber(epoch) then
      no_successor(match, channels)
      redis.call('SREM', authority_key(match.owner) .. ':owned', match_id)
      tell(channels, match.owner)
      redis.call('HSET', match_key(match_id), 'epoch', epoch)
      give(match, id, now)
    end
  end
end
`

/** ARGV: prefix of channels, id. */
export const diedLua = `
return bury(ARGV[2], clock(), ARGV[1])
`
