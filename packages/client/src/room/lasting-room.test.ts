import { expect, test, vi } from 'vitest'
import { ApiError } from '../http/api-error.ts'
import type { CloseReason, RoomListener, Transport } from '../transport.ts'
import { LastingRoom, type LastingRoomOptions } from './lasting-room.ts'

function open(options: Partial<LastingRoomOptions> & { passes?: (Error | string)[]; visit?: number } = {}) {
  const { passes = [], visit, ...rest } = options
  const said: string[] = []
  const listeners: RoomListener[] = []
  const tokens: string[] = []
  const asked: (number | undefined)[] = []
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
    fetchPass: async (_signal, again) => {
      asked.push(again)
      const pass = passes.shift() ?? 'fresh'
      if (pass instanceof Error) throw pass
      return { url: 'ws://test', token: pass, ...(visit !== undefined && { visit }) }
    },
    finalReasons: ['removed'],
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
  return { room, said, close, tokens, asked, listeners, givenUp: () => givenUp }
}

test('seeks a way in until there is one', async () => {
  const { room, said } = open({ passes: [ApiError.unreachable('', undefined), 'stale'] })
  expect(room.publish('chat', new Uint8Array(), { reliable: true })).toBe(false)
  await room.seek()
  expect(said).toEqual(['interrupted 1', 'interrupted 2', 'interrupted 3', 'entered'])
  expect(room.publish('chat', new Uint8Array(), { reliable: true })).toBe(true)
})

test.each(['lost', 'removed', 'room_closed'] as const)('comes back when it was %s', async (reason) => {
  const { room, said, close } = open({ finalReasons: [] })
  await room.seek()
  close(reason)
  await expect.poll(() => said).toEqual(['interrupted 1', 'entered', 'interrupted 1', 'entered'])
})

test.each(['removed', 'duplicate_identity'] as const)(
  'ends when it was %s, if that is final here',
  async (reason) => {
    const { room, said, close } = open()
    await room.seek()
    close(reason)
    expect(said).toEqual(['interrupted 1', 'entered', reason])
  },
)

const elsewhere = () => new ApiError(409, 'played_elsewhere', '')

test('an older visit ends, whether it was put out or finds its way back', async () => {
  const putOut = open({ visit: 3, passes: ['fresh', elsewhere()] })
  await putOut.room.seek()
  putOut.close('duplicate_identity')
  await expect.poll(() => putOut.said.slice(2)).toEqual(['interrupted 1', 'duplicate_identity'])
  expect(putOut.asked).toEqual([undefined, 3])
  const late = open({ visit: 3, passes: ['fresh', ApiError.unreachable('', undefined), elsewhere()] })
  await late.room.seek()
  late.close('lost')
  await expect.poll(() => late.said.at(-1)).toBe('entered')
  late.close('lost')
  await expect.poll(() => late.said.at(-1)).toBe('duplicate_identity')
})

test('the newest visit comes back from whoever put it out, but not before the API was asked', async () => {
  const { room, said, close, tokens, asked } = open({
    visit: 4,
    passes: ['first', ApiError.unreachable('', undefined), 'second'],
  })
  await room.seek()
  close('duplicate_identity')
  await expect.poll(() => said.slice(2)).toEqual(['interrupted 1', 'interrupted 2', 'entered'])
  expect(tokens).toEqual(['first', 'second'])
  expect(asked).toEqual([undefined, 4, 4])
})

test('who was put out, and hears nothing of the API, is elsewhere for all one knows', async () => {
  const { room, said, close } = open({
    ...{ visit: 4, windowMs: 1 },
    passes: ['first', ApiError.unreachable('', undefined)],
  })
  await room.seek()
  close('duplicate_identity')
  await expect.poll(() => said.at(-1)).toBe('duplicate_identity')
})

test('ends when the API has no pass any more, or no way is found in time', async () => {
  const refused = open({ passes: ['fresh', new ApiError(404, 'not_in_party', '')] })
  await refused.room.seek()
  refused.close('lost')
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
  expect(givenUp()).toBe(1)
  expect(said.slice(4)).toEqual(['interrupted 0', 'interrupted 1', 'entered'])
  first?.closed('lost')
  first?.reconnecting()
  expect(said).toHaveLength(7)
  // LiveKit restored it after all, and then saw that there is another.
  listeners.at(-1)?.closed('duplicate_identity')
  await vi.advanceTimersByTimeAsync(0)
  expect(said.slice(7)).toEqual(['interrupted 1', 'entered'])
  vi.useRealTimers()
})

test('says nothing more once it was closed', async () => {
  const { room, said, close } = open()
  const seeking = room.seek()
  await room.close()
  await seeking
  close('lost')
  expect(said).toEqual(['interrupted 1', 'left'])
})
