import type { KeyframePacket } from '../packets.ts'
import { packKeyframe } from './block.ts'
import type { ScopeStream } from './scope-stream.ts'
import type { SentKeyframe } from './sent-keyframe.ts'

/** Reliable packets above about 15 KiB stall the channel. */
const packetBytesMax = 14_000

/** The baselines of these scopes, in as few reliable packets as can hold them. */
export function keyframePackets(streams: readonly ScopeStream[], tick: number): KeyframePacket[] {
  const packets: { tick: number; blocks: Uint8Array[] }[] = [{ tick, blocks: [] }]
  let bytes = 0
  for (const { scope, baseline } of streams)
    for (const block of blocksOf(scope, baseline, tick)) {
      bytes += block.length
      if (bytes > packetBytesMax) {
        packets.push({ tick, blocks: [] })
        bytes = block.length
      }
      packets[packets.length - 1]?.blocks.push(block)
    }
  return packets
}

function blocksOf(scope: number, keyframe: SentKeyframe, tick: number): Uint8Array[] {
  const { packed, parts } = keyframe
  const age = tick - keyframe.tick
  if (packed.length <= packetBytesMax / 2) return [packKeyframe({ scope, age, part: 0, parts: 1, packed })]
  return Array.from({ length: parts }, (_, part) =>
    packKeyframe({ scope, age, part, parts, packed: keyframe.part(part) }),
  )
}
