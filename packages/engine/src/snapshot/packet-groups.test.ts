import { expect, test } from 'vitest'
import { PacketGroups } from './packet-groups.ts'

const [first, second, third] = [1, 2, 3].map((byte) => Uint8Array.of(byte)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
]

function grouped(packets: readonly (readonly Uint8Array[])[]): number[][] {
  const groups = new PacketGroups()
  groups.add(0, [])
  groups.clear()
  for (const [slot, blocks] of packets.entries()) groups.add(slot, blocks)
  return groups.all.map(({ slots }) => slots)
}

test('who gets the same blocks, in any order, shares a packet', () => {
  expect(grouped([[first, second], [first], [second, first]])).toEqual([[0, 2], [1]])
})

test('as many bytes are not the same', () => {
  expect(
    grouped([
      [first, second],
      [first, third],
      [Uint8Array.of(1), second],
    ]),
  ).toEqual([[0], [1], [2]])
})

test('three at most', () => {
  expect(grouped(Array.from({ length: 5 }, () => [first]))).toEqual([
    [0, 1, 2],
    [3, 4],
  ])
})
