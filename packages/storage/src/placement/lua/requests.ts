/** ARGV: prefix of channels, match, game, region, how. */
export const addLua = `
local channels, id = ARGV[1], ARGV[2]
local now = clock()
local match = read_match(id)
if not match then
  redis.call('DEL', 'placement:over:' .. id)
  redis.call('HSET', match_key(id), 'game', ARGV[3], 'region', ARGV[4], 'how', ARGV[5], 'since', now, 'deaths', 0)
  match = read_match(id)
elseif match.owner then
  -- Of an owner whom Redis has forgotten nobody else would hear.
  if redis.call('ZSCORE', 'placement:authorities', match.owner) then return end
  orphan(match, now, channels)
  tell(channels, 'wake')
  return
end
enqueue(match)
tell(channels, 'wake')
`

/** ARGV: match. 0: an authority has it. */
export const withdrawLua = `
local match = read_match(ARGV[1])
if not match then return 1 end
if match.owner then return 0 end
dequeue(match)
redis.call('DEL', match_key(match.id))
return 1
`

/** ARGV: matches. Those that nobody waits for and no authority that is known here has. */
export const forgottenLua = `
local forgotten = {}
for _, id in ipairs(ARGV) do
  local match = read_match(id)
  if not match or (match.owner and not redis.call('ZSCORE', 'placement:authorities', match.owner)) then
    forgotten[#forgotten + 1] = id
  end
end
return forgotten
`
