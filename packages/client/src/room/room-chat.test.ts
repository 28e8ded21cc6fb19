import { create, toBinary } from '@bufbuild/protobuf'
import { PartyChatSchema } from '@gameserver/protocol/generated/gameserver/v1/party_pb'
import { chatTextLengthMax } from '@gameserver/protocol/limits'
import { expect, test } from 'vitest'
import { RoomChat } from './room-chat.ts'

const nowMs = 1_790_000_000_000
const said = (chat: RoomChat, text: string, atMs = nowMs) => chat.say(text, atMs) as Uint8Array

test('a line is heard once, however often it comes and in whatever order', () => {
  const [ada, bo] = [new RoomChat(1), new RoomChat(2)]
  const [one, two] = [said(ada, ' hello '), said(ada, 'Bo')]
  expect(bo.hear('ada', two, nowMs)?.text).toBe('Bo')
  expect(bo.hear('ada', one, nowMs)).toEqual({ playerId: 'ada', text: 'hello', sentAtMs: nowMs })
  for (const again of ada.repeat(nowMs + 1_000)) expect(bo.hear('ada', again, nowMs)).toBeUndefined()
  expect(bo.hear('cy', one, nowMs)?.playerId).toBe('cy')
})

test('who has loaded the page anew is heard from the first line on', () => {
  const bo = new RoomChat(9)
  bo.hear('ada', said(new RoomChat(1), 'before'), nowMs)
  expect(bo.hear('ada', said(new RoomChat(2), 'after'), nowMs)?.text).toBe('after')
})

test('what was said is repeated for a minute, the newest thirty lines', () => {
  const ada = new RoomChat(1)
  for (let count = 0; count < 40; count++) said(ada, `line ${count}`, nowMs + count * 1_000)
  expect(ada.repeat(nowMs + 39_000)).toHaveLength(30)
  expect(ada.repeat(nowMs + 98_500)).toHaveLength(1)
  expect(ada.repeat(nowMs + 99_500)).toEqual([])
})

test('too much is neither said nor heard', () => {
  const [ada, bo] = [new RoomChat(1), new RoomChat(2)]
  for (let count = 0; count < 20; count++) said(ada, 'spam')
  expect(ada.say('spam', nowMs)).toBeUndefined()
  expect(ada.say('later', nowMs + 10_001)).toBeDefined()
  const lines = Array.from({ length: 40 }, (_, index) => {
    const line = create(PartyChatSchema, { visit: index, sequence: 1, text: 'spam' })
    return bo.hear('eve', toBinary(PartyChatSchema, line), nowMs)
  })
  expect(lines.filter((line) => line !== undefined)).toHaveLength(20)
})

test('what is no line is dropped', () => {
  const bo = new RoomChat(2)
  const packet = (line: { sequence?: number; text?: string }) =>
    toBinary(PartyChatSchema, create(PartyChatSchema, { visit: 1, sequence: 1, text: 'x', ...line }))
  for (const payload of [
    packet({ text: '' }),
    packet({ text: '   ' }),
    packet({ text: 'x'.repeat(chatTextLengthMax + 1) }),
    packet({ sequence: 0 }),
    new Uint8Array(5_000),
    new Uint8Array([255, 255, 255]),
    new Uint8Array(),
  ]) {
    expect(bo.hear('eve', payload, nowMs)).toBeUndefined()
  }
  expect(new RoomChat(3).say('', nowMs)).toBeUndefined()
  expect(new RoomChat(3).say('x'.repeat(chatTextLengthMax + 1), nowMs)).toBeUndefined()
})
