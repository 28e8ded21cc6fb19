import { expect, test, vi } from 'vitest'
import { ApiError } from '../http/api-error.ts'
import type { CloseReason, RoomListener, Transport } from '../transport.ts'
import { LastingRoom, type LastingRoomOptions } from './lasting-room.ts'

function open(options: Partial<LastingRoomOptions> & { passes?: (Error | string)[] } = {}) {
  const { passes = [], ...rest } = options
  const said: string[] = []
  const listeners: RoomListener[] = []
  const tokens: string[] = []
  let givenUp = 0
  const transport: Transport = {
    connect: async (_url, token, listener) => {
      if (token === 'stale') throw new Error('refused by LiveKit')
      tokens.push(token)
      listeners.push(listener)
      return { publish: () => true, voice: undefined, close: async () => void givenUp++ }
    },
  }
  const room = new LastingRoom({
    transport,
    fetchPass: async () => {
      const pass = passes.shift() ?? 'fresh'
      if (pass instanceof Error) throw pass
      return { url: 'ws://test', token: pass }
    },
    finalReasons: ['duplicate_identity'],
    windowMs: Number.POSITIVE_INFINITY,
    listener: {
      entered: () => said.push('entered'),
      interrupted: (attempt) => said.push(`interrupted ${attempt}`),
      packet: () => {},
      joined: () => {},
      speaking: () => {},
      playbackBlocked: () => {},
      ended: (reason) => said.push(reason),
    },
    ...rest,
  })
  const close = (reason: CloseReason) => listeners.at(-1)?.closed(reason)
  return { room, said, close, tokens, listeners, givenUp: () => givenUp }
}

test('seeks a way in until there is one', async () => {
  const { room, said } = open({ passes: [ApiError.unreachable('', undefined), 'stale'] })
  expect(room.publish('chat', new Uint8Array(), { reliable: true })).toBe(false)
  await room.seek()
  expect(said).toEqual(['interrupted 1', 'interrupted 2', 'interrupted 3', 'entered'])
  expect(room.publish('chat', new Uint8Array(), { reliable: true })).toBe(true)
})

test.each(['lost', 'removed', 'room_closed'] as const)('comes back when it was %s', async (reason) => {
  const { room, said, close } = open()
  await room.seek()
  close(reason)
  await expect.poll(() => said).toEqual(['interrupted 1', 'entered', 'interrupted 1', 'entered'])
})

test('ends for what is final here', async () => {
  const { room, said, close } = open()
  await room.seek()
  close('duplicate_identity')
  expect(said).toEqual(['interrupted 1', 'entered', 'duplicate_identity'])
})

test('ends when the API has no pass any more, or no way is found in time', async () => {
  const refused = open({ passes: ['fresh', new ApiError(404, 'not_in_party', '')] })
  await refused.room.seek()
  refused.close('removed')
  await expect.poll(() => refused.said.at(-1)).toBe('refused')
  const late = open({ passes: ['stale'], windowMs: 1 })
  await late.room.seek()
  expect(late.said).toEqual(['interrupted 1', 'given_up'])
})

test('a room that is closed is the end when what it is for is over, or the API has no pass any more', async () => {
  const over = open()
  await over.room.seek()
  over.room.over()
  over.close('room_closed')
  expect(over.said).toEqual(['interrupted 1', 'entered', 'room_closed'])
  const gone = open({ passes: ['fresh', new ApiError(404, 'no_match', '')] })
  await gone.room.seek()
  gone.close('room_closed')
  await expect.poll(() => gone.said.at(-1)).toBe('room_closed')
})

test('comes back with the last pass while the API is away', async () => {
  const { room, close, tokens } = open({ passes: ['first', ApiError.unreachable('', undefined)] })
  await room.seek()
  close('lost')
  await expect.poll(() => tokens).toEqual(['first', 'first'])
})

test('what LiveKit does not restore soon is made anew, and heard of no more', async () => {
  vi.useFakeTimers()
  const { room, said, listeners, givenUp } = open()
  await room.seek()
  const [first] = listeners
  first?.reconnecting()
  await vi.advanceTimersByTimeAsync(2_000)
  first?.reconnected()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(said).toEqual(['interrupted 1', 'entered', 'interrupted 0', 'entered'])
  first?.reconnecting()
  await vi.advanceTimersByTimeAsync(3_000)
  vi.useRealTimers()
  expect(givenUp()).toBe(1)
  expect(said.slice(4)).toEqual(['interrupted 0', 'interrupted 1', 'entered'])
  first?.closed('lost')
  first?.reconnecting()
  expect(said).toHaveLength(7)
  // LiveKit restored it after all, and then saw that there is another.
  listeners.at(-1)?.closed('duplicate_identity')
  await expect.poll(() => said.slice(7)).toEqual(['interrupted 1', 'entered'])
})

test('says nothing more once it was closed', async () => {
  const { room, said, close } = open()
  const seeking = room.seek()
  await room.close()
  await seeking
  close('lost')
  expect(said).toEqual(['interrupted 1', 'left'])
})
