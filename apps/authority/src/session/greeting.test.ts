import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { schemaHash } from '@gameserver/engine'
import { HelloSchema } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { protocolVersion } from '@gameserver/protocol/topics'
import { expect, it } from 'vitest'
import { race } from '../testing.ts'
import { mismatch } from './greeting.ts'

const hello = (different: MessageInitShape<typeof HelloSchema>) =>
  mismatch(
    create(HelloSchema, { protocolVersion, gameId: race.id, schemaHash: schemaHash(race), ...different }),
    race,
  )

it('agrees with who has the same schemas, whatever the version', () => {
  expect(hello({})).toBeUndefined()
  expect(hello({ gameVersion: '99.0.0' })).toBeUndefined()
})

it('says what is different', () => {
  expect(hello({ protocolVersion: 99 })).toMatch(/protocol 99/)
  expect(hello({ gameId: 'chess' })).toMatch(/plays chess/)
  expect(hello({ gameVersion: '0.9.0', schemaHash: 5 })).toMatch(/0\.9\.0 has other schemas/)
})

it('agrees with who asks for the description, and has none of its own', () => {
  expect(hello({ schemaHash: 0, wantsDescription: true })).toBeUndefined()
  expect(hello({ schemaHash: 0 })).toMatch(/other schemas/)
  expect(hello({ schemaHash: 5, wantsDescription: true })).toMatch(/other schemas/)
})
