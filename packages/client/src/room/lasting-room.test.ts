import { expect, test } from 'vitest'
import { ApiError } from '../http/api-error.ts'
import type { CloseReason, RoomListener, Transport } from '../transport.ts'
import { LastingRoom, type LastingRoomOptions } from './lasting-room.ts'

function open(options: Partial<LastingRoomOptions> & { passes?: (Error | string)[] } = {}) {
  const { passes = [], ...rest } = options
  const said: string[] = []
  const listeners: RoomListener[] = []
  const transport: Transport = {
    connect: async (_url, token, listener) => {
      if (token === 'stale') throw new Error('refused by LiveKit')
      listeners.push(listener)
      return { publish: () => true, voice: undefined, close: async () => {} }
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
  return { room, said, close }
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

test('says nothing more once it was closed', async () => {
  const { room, said, close } = open()
  const seeking = room.seek()
  await room.close()
  await seeking
  close('lost')
  expect(said).toEqual(['interrupted 1', 'left'])
})
