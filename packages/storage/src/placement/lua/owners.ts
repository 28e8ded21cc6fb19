/** After `matchesLua`. How matches come to an owner, and away from one. */
export const ownersLua = `
local function is_alive(authority, now)
  local lease_ends = redis.call('ZSCORE', 'placement:authorities', authority)
  return lease_ends and tonumber(lease_ends) >= now
end

-- Of a match that waits or whose owner is gone.
local function give(match, authority)
  local key = match_key(match.id)
  redis.call('HSET', key, 'owner', authority)
  redis.call('HDEL', key, 'successor', 'isReady')
  -- Who plays it first writes it down by his. Those after him have the same, or end it.
  local schemas = redis.call('HGET', authority_key(authority), 'game:' .. match.game)
  if schemas then redis.call(match.how == 'new' and 'HSET' or 'HSETNX', key, 'schemas', schemas) end
  redis.call('SADD', authority_key(authority) .. ':owned', match.id)
end

local function no_successor(match, channels)
  redis.call('ZREM', 'placement:offers', match.id)
  redis.call('ZREM', 'placement:preparing', match.id)
  if match.owner then redis.call('SREM', authority_key(match.owner) .. ':ready', match.id) end
  if not match.successor then return end
  redis.call('HDEL', match_key(match.id), 'successor', 'isReady')
  redis.call('SREM', authority_key(match.successor) .. ':prepared', match.id)
  tell(channels, match.successor)
end

local function offer(match, now, channels)
  no_successor(match, channels)
  redis.call('ZADD', 'placement:offers', now, match.id)
  tell(channels, 'wake')
end

-- The owner is dead or lets go of it. Who is prepared has it at once.
local function orphan(match, now, channels)
  local owner, successor = match.owner, match.successor
  redis.call('SREM', authority_key(owner) .. ':owned', match.id)
  redis.call('SREM', authority_key(owner) .. ':ready', match.id)
  redis.call('ZREM', 'placement:offers', match.id)
  redis.call('ZREM', 'placement:preparing', match.id)
  redis.call('HSET', match_key(match.id), 'from', owner, 'how', 'takeover', 'since', now)
  if successor then
    redis.call('SREM', authority_key(successor) .. ':prepared', match.id)
    if is_alive(successor, now) then
      give(match, successor)
      tell(channels, successor)
      return
    end
  end
  redis.call('HDEL', match_key(match.id), 'owner', 'successor', 'isReady')
  match.how, match.since = 'takeover', now
  enqueue(match)
end

-- Returns how many matches it has left behind.
local function bury(authority, now, channels)
  local key = authority_key(authority)
  redis.call('ZREM', 'placement:authorities', authority)
  local orphans = 0
  for _, id in ipairs(redis.call('SMEMBERS', key .. ':owned')) do
    local match = read_match(id)
    if match and match.owner == authority then
      redis.call('HINCRBY', match_key(id), 'deaths', 1)
      orphan(match, now, channels)
      orphans = orphans + 1
    end
  end
  for _, id in ipairs(redis.call('SMEMBERS', key .. ':prepared')) do
    local match = read_match(id)
    if match and match.successor == authority then offer(match, now, channels) end
  end
  redis.call('DEL', key, key .. ':owned', key .. ':prepared', key .. ':ready')
  if orphans > 0 then tell(channels, 'wake') end
  return orphans
end

-- The match is over, wherever it was played.
local function forget(match, channels)
  no_successor(match, channels)
  dequeue(match)
  if match.owner then redis.call('SREM', authority_key(match.owner) .. ':owned', match.id) end
  redis.call('DEL', match_key(match.id), 'placement:strikes:' .. match.id)
end
`
