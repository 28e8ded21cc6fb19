import { Decoder, Encoder, schema, t } from '@colyseus/schema'
import { type MovingEntities, moveEntity, placeEntity, randomFrom } from './moving-entities.ts'

const Entity = schema(
  {
    x: t.float32(),
    y: t.float32(),
    vx: t.float32(),
    vy: t.float32(),
    aim: t.float32(),
    hp: t.uint8(),
  },
  'Entity',
)
const State = schema({ entities: t.map(Entity) }, 'State')

/** Its buffer is made for 16 KiB at first; all entities in full take more. */
const bufferBytes = 256 * 1024

/** Snapshots by @colyseus/schema: what setters noted since the one before, over a transport that loses nothing. */
export function colyseusEntities(count: number): MovingEntities {
  Encoder.BUFFER_SIZE = bufferBytes
  const state = new State()
  const random = randomFrom(1)
  for (let key = 0; key < count; key++)
    state.entities.set(String(key), Object.assign(new Entity(), placeEntity(random)))
  const received = new State()
  const encoder = new Encoder(state)
  const decoder = new Decoder(received)
  decoder.decode(encoder.encodeAll())
  encoder.discardChanges()
  return {
    step() {
      for (const entity of state.entities.values()) moveEntity(entity, random)
    },
    encode() {
      const bytes = encoder.encode()
      encoder.discardChanges()
      return bytes
    },
    decode: (bytes) => void decoder.decode(bytes),
    check() {
      for (const [key, { x, aim, hp }] of state.entities) {
        const entity = received.entities.get(key)
        if (entity?.x !== Math.fround(x) || entity.aim !== Math.fround(aim) || entity.hp !== hp)
          throw new Error('what came out is not what went in')
      }
    },
  }
}
