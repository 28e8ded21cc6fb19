import { quarantineTerms } from '../quarantine-terms.ts'

/** Longer than a match lasts. */
const ofMatchKeptMs = 6 * 60 * 60_000

/** ARGV: prefix of channels, match, game. Strikes of the match, and whether the game is in quarantine. */
export const strikeLua = `
local id, game = ARGV[2], ARGV[3]
local now = clock()
local of_match = redis.call('INCR', 'placement:strikes:' .. id)
redis.call('PEXPIRE', 'placement:strikes:' .. id, ${ofMatchKeptMs})

local struck = 'placement:struck:' .. game
redis.call('ZADD', struck, now, id .. '/' .. of_match)
redis.call('ZREMRANGEBYSCORE', struck, '-inf', now - ${quarantineTerms.windowMs})
redis.call('PEXPIRE', struck, ${quarantineTerms.windowMs})
local strikes, matches, known = 0, 0, {}
for _, strike in ipairs(redis.call('ZRANGE', struck, 0, -1)) do
  local match = string.match(strike, '^(.*)/')
  strikes = strikes + 1
  if not known[match] then matches = matches + 1 end
  known[match] = true
end
if strikes >= ${quarantineTerms.strikes} and matches >= ${quarantineTerms.matches} then
  redis.call('SET', 'placement:quarantine:' .. game, '1', 'PX', ${quarantineTerms.lastsMs})
  redis.call('DEL', struck)
end
return { of_match, is_quarantined(game) and 1 or 0 }
`
