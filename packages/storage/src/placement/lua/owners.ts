/**
 * For so long after a match has got its owner, or has lost its standby, nobody else enters its room to stand by: to begin a match, or
 * to take over those of somebody dead, is work enough.
 */
const unguardedMs = 2_500

/** After `matchesLua`. How matches come to an owner, and away from one. */
export const ownersLua = `
local function is_alive(authority, now)
  local lease_ends = redis.call('ZSCORE', 'placement:authorities', authority)
  return lease_ends and tonumber(lease_ends) >= now
end

local function no_successor(match, channels)
  redis.call('ZREM', 'placement:offers', match.id)
  redis.call('ZREM', 'placement:preparing', match.id)
  redis.call('ZREM', 'placement:unguarded', match.id)
  if match.owner then redis.call('SREM', authority_key(match.owner) .. ':ready', match.id) end
  if not match.successor then return end
  redis.call('HDEL', match_key(match.id), 'successor', 'isReady', 'isStandby')
  redis.call('SREM', authority_key(match.successor) .. ':prepared', match.id)
  redis.call('SREM', authority_key(match.successor) .. ':standbys', match.id)
  tell(channels, match.successor)
end

-- Of a match that waits or whose owner is gone.
local function give(match, authority, now)
  local key = match_key(match.id)
  redis.call('HSET', key, 'owner', authority)
  redis.call('HDEL', key, 'successor', 'isReady', 'isStandby')
  redis.call('ZADD', 'placement:unguarded', now + ${unguardedMs}, match.id)
  -- Who plays it first writes it down by his. Those after him have the same, or end it.
  local schemas = redis.call('HGET', authority_key(authority), 'game:' .. match.game)
  if schemas then redis.call(match.how == 'new' and 'HSET' or 'HSETNX', key, 'schemas', schemas) end
  redis.call('SADD', authority_key(authority) .. ':owned', match.id)
end

local function offer(match, now, channels)
  no_successor(match, channels)
  redis.call('ZADD', 'placement:offers', now, match.id)
  tell(channels, 'wake')
end

-- The successor does not have it after all.
local function seek_another(match, now, channels)
  if not match.isStandby then return offer(match, now, channels) end
  no_successor(match, channels)
  redis.call('ZADD', 'placement:unguarded', now + ${unguardedMs}, match.id)
end

local function is_fit_heir(match, successor, now)
  local schemas = redis.call('HGET', authority_key(successor), 'game:' .. match.game)
  return is_alive(successor, now) and schemas and (not match.schemas or schemas == match.schemas)
    and not is_quarantined(match.game)
end

-- The owner is dead or lets go of it. Who is prepared has it at once.
local function orphan(match, now, channels)
  local owner, successor = match.owner, match.successor
  redis.call('SREM', authority_key(owner) .. ':owned', match.id)
  redis.call('SREM', authority_key(owner) .. ':ready', match.id)
  redis.call('ZREM', 'placement:offers', match.id)
  redis.call('ZREM', 'placement:preparing', match.id)
  redis.call('ZREM', 'placement:unguarded', match.id)
  redis.call('HSET', match_key(match.id), 'from', owner, 'how', 'takeover', 'since', now)
  if successor then
    redis.call('SREM', authority_key(successor) .. ':prepared', match.id)
    redis.call('SREM', authority_key(successor) .. ':standbys', match.id)
    tell(channels, successor)
    if is_fit_heir(match, successor, now) then return give(match, successor, now) end
  end
  redis.call('HDEL', match_key(match.id), 'owner', 'successor', 'isReady', 'isStandby')
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
    if match and match.successor == authority then seek_another(match, now, channels) end
  end
  redis.call('DEL', key, key .. ':owned', key .. ':prepared', key .. ':ready', key .. ':standbys')
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
