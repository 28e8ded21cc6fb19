import type { Random } from '../../src/game/random.ts'

/** Longer than any keyframe of the game under test: what a packet of ours never is, a stranger's may be. */
const randomBytesMax = 200

/** Bytes that a stranger could send: noise, or a packet of ours that was tampered with. */
export function hostileBytes(random: Random, packets: readonly Uint8Array[]): Uint8Array {
  const packet = random.pick(packets)
  switch (random.int(6)) {
    case 0:
      return Uint8Array.from({ length: random.int(randomBytesMax) }, () => random.int(256))
    case 1:
      return packet.slice(0, random.int(packet.length + 1))
    case 2:
      return Uint8Array.from([...packet, ...Array.from({ length: 1 + random.int(4) }, () => random.int(256))])
    case 3: {
      const other = random.pick(packets)
      const cut = random.int(packet.length + 1)
      return Uint8Array.from([...packet.subarray(0, cut), ...other.subarray(random.int(other.length + 1))])
    }
    case 4:
      // Long runs of ones or zeros make the greatest counts and the longest quotients.
      return packet.map((byte, at) => (at % 32 < random.int(32) ? byte : random.pick([0, 255])))
    default:
      return withFlippedBits(random, packet)
  }
}

function withFlippedBits(random: Random, packet: Uint8Array): Uint8Array {
  const flipped = packet.slice()
  for (let left = 1 + random.int(8); left > 0 && flipped.length > 0; left--) {
    const at = random.int(flipped.length)
    flipped[at] = (flipped[at] as number) ^ (1 << random.int(8))
  }
  return flipped
}
