/** For so long a match is left to a clearly less loaded authority. Those that have players in them wait less. */
const leftMs = { new: 150, takeover: 60 } as const

/** By which another's load must be lower to be clearly so: below what one of twenty matches more makes. */
const clearlyLess = 0.05

/** Spares take new matches only when nobody else could for so long. */
const spareAfterMs = 1_000

/** A successor that has not said for so long that it is ready loses the match to another. */
export const preparingMs = 5_000

/** A match that nobody can stand by for now is looked at again after this. */
const unguardedAgainMs = 1_000

/** Far more than come at once; what is beyond is seen when these are gone. */
const seenMax = 500

/** To enter a room is work that is felt in the matches of the same machine: its processes do it one after the other. */
const standByEveryMs = 800

/** While a process of the owner's own host stands by, it is looked this often whether one of another host could. */
const nearMs = 2_000

/** So many matches are looked at, at a time, for which nobody stands by. */
const unguardedSeen = 20

/** After `fittingLua`, `ownersLua` and `quietLua`. An authority takes what fits. */
export const takingLua = `
-- By authority: for how many of the owner's matches it stands by.
local guards = {}
local function guards_of(owner)
  if guards[owner] then return guards[owner] end
  local counts = {}
  for _, id in ipairs(redis.call('SMEMBERS', authority_key(owner) .. ':owned')) do
    local f = redis.call('HMGET', match_key(id), 'successor', 'isStandby')
    if f[1] and f[2] then counts[f[1]] = (counts[f[1]] or 0) + 1 end
  end
  guards[owner] = counts
  return counts
end

local function is_better_standby(a, b, owner)
  local counts = guards_of(owner)
  local count, other_count = counts[a.id] or 0, counts[b.id] or 0
  if count ~= other_count then return count < other_count end
  if a.standbys ~= b.standbys then return a.standbys < b.standbys end
  local load, other_load = load_of(a), load_of(b)
  if load ~= other_load then return load < other_load end
  return a.id < b.id
end

-- Who stands by for a match is to outlive its owner's machine, to have time for it, and not to have several to open when the owner
-- dies. One that has a standby of the owner's host already looks for another one elsewhere alone.
local function best_standby(match, owner_host, now)
  local fit, is_far, least = {}, match.successor, math.huge
  for _, a in ipairs(living(now)) do
    local is_as_far = a.host ~= owner_host or not is_far
    if a.id ~= match.owner and is_as_far and misfit(a, match, now) == 0 then
      if a.host ~= owner_host and not is_far then fit, is_far, least = {}, true, math.huge end
      fit[#fit + 1] = a
      least = math.min(least, load_of(a))
    end
  end
  local best
  for _, a in ipairs(fit) do
    if load_of(a) <= least + ${clearlyLess} and (not best or is_better_standby(a, best, match.owner)) then best = a end
  end
  return best
end

-- The match that 'own' is to stand by for, if there is one: in place of a process of the owner's host, where one of those does.
local function stand_by(own, now, channels)
  local pace = 'placement:standing:' .. own.host
  if is_quiet() or redis.call('EXISTS', pace) == 1 then return end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', 'placement:unguarded', '-inf', now, 'LIMIT', 0, ${unguardedSeen})) do
    local match = read_match(id)
    if not match or not match.owner or (match.successor and not match.isStandby) then
      redis.call('ZREM', 'placement:unguarded', id)
    else
      match.how, match.from = 'standby', match.owner
      local owner_host = redis.call('HGET', authority_key(match.owner), 'host')
      local best = best_standby(match, owner_host, now)
      if not best or is_quarantined(match.game) then
        redis.call('ZADD', 'placement:unguarded', now + ${unguardedAgainMs}, id)
      elseif best.id == own.id then
        no_successor(match, channels)
        redis.call('SET', pace, id, 'PX', ${standByEveryMs})
        redis.call('ZADD', 'placement:preparing', now + ${preparingMs}, id)
        redis.call('HSET', match_key(id), 'successor', own.id, 'isStandby', '1')
        redis.call('SADD', own.key .. ':prepared', id)
        redis.call('SADD', own.key .. ':standbys', id)
        if own.host == owner_host then redis.call('ZADD', 'placement:unguarded', now + ${nearMs}, id) end
        return match
      end
    end
  end
end

-- Returns the matches that 'own' is given (in the order in which they wait), and in how many ms to look again, or false.
local function take(own, now)
  local taken, retry = {}, false

  local function look_again(ms) if not retry or ms < retry then retry = ms end end

  local function is_ours(match)
    if misfit(own, match, now) ~= 0 then return false end
    local is_new = match.how == 'new'
    local age = now - match.since
    local mine = load_of(own)
    local left = is_new and ${leftMs.new} or ${leftMs.takeover}
    for _, a in ipairs(living(now)) do
      if a.id ~= own.id and a.id ~= match.owner and misfit(a, match, now) == 0 then
        local is_preferred = not (is_new and a.isSpare)
          and ((is_new and own.isSpare) or load_of(a) + ${clearlyLess} < mine)
        if is_preferred then
          if is_new and own.isSpare then return false end
          if age < left then look_again(left - age) return false end
        end
      end
    end
    if is_new and own.isSpare and age < ${spareAfterMs} then look_again(${spareAfterMs} - age) return false end
    return true
  end

  local function taking(match) own.size = own.size + 1; taken[#taken + 1] = match end

  for _, id in ipairs(redis.call('ZRANGE', 'placement:orphans', 0, ${seenMax - 1})) do
    local match = read_match(id)
    if not match then redis.call('ZREM', 'placement:orphans', id)
    elseif not is_quarantined(match.game) and is_ours(match) then
      dequeue(match)
      give(match, own.id, now)
      taking(match)
    end
  end

  local offers = redis.call('ZRANGE', 'placement:offers', 0, ${seenMax - 1}, 'WITHSCORES')
  for at = 1, #offers, 2 do
    local match = read_match(offers[at])
    if not match or not match.owner then redis.call('ZREM', 'placement:offers', offers[at])
    elseif match.owner ~= own.id and not is_quarantined(match.game) then
      match.how, match.since = 'handover', tonumber(offers[at + 1])
      if is_ours(match) then
        redis.call('ZREM', 'placement:offers', match.id)
        redis.call('ZADD', 'placement:preparing', now + ${preparingMs}, match.id)
        redis.call('HSET', match_key(match.id), 'successor', own.id)
        redis.call('SADD', own.key .. ':prepared', match.id)
        match.from = match.owner
        taking(match)
      end
    end
  end

  local waiting = {}
  for _, queue in ipairs(redis.call('SMEMBERS', 'placement:queues')) do
    local region, game = string.match(queue, '^([^/]*)/(.*)$')
    if (region == '' or region == own.region) and has_game(own, game) and not is_quarantined(game) then
      local ids = redis.call('ZRANGE', 'placement:waiting:' .. queue, 0, ${seenMax - 1})
      if #ids == 0 then redis.call('SREM', 'placement:queues', queue) end
      for _, id in ipairs(ids) do
        local match = own.size < own.capacity and read_match(id)
        if match then waiting[#waiting + 1] = match end
      end
    end
  end
  table.sort(waiting, function(a, b) return a.since < b.since or (a.since == b.since and a.id < b.id) end)
  for _, match in ipairs(waiting) do
    if is_ours(match) then
      dequeue(match)
      give(match, own.id, now)
      taking(match)
    elseif own.size >= own.capacity then break end
  end
  return taken, retry
end

local function strikes_of(match_id) return redis.call('GET', 'placement:strikes:' .. match_id) or '0' end

local function told(match)
  return { match.id, match.game, match.region, match.how, match.from or '', match.deaths, strikes_of(match.id) }
end
`
