import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import {
  type Standing,
  type StandingKept,
  type StandingMember,
  StandingMemberSchema,
  StandingSchema,
} from '@gameserver/protocol/generated/gameserver/v1/journal_pb'

/** Leaves out what was written before of a hundred members, when one of them has said something. */
export class StandingChanges {
  readonly #members = new Map<number, string>()
  readonly #kept = new Map<string, string>()

  whole(standing: MessageInitShape<typeof StandingSchema>): Standing {
    this.#members.clear()
    this.#kept.clear()
    return this.changed(standing)
  }

  /** Of the members, and of what they own, only what is not as it was when last asked. */
  changed(init: MessageInitShape<typeof StandingSchema>): Standing {
    const standing = create(StandingSchema, init)
    standing.members = standing.members.filter((member) =>
      hasChanged(this.#members, member.slot, textOfMember(member)),
    )
    standing.kept = standing.kept.filter((kept) => hasChanged(this.#kept, kept.playerId, textOfKept(kept)))
    return standing
  }
}

/** What `StandingChanges` left out is as it was. */
export function standingAfter(standing: Standing, changed: Standing): Standing {
  const members = new Map(standing.members.map((member) => [member.slot, member]))
  for (const member of changed.members) members.set(member.slot, member)
  const kept = new Map(standing.kept.map((one) => [one.playerId, one]))
  for (const one of changed.kept) kept.set(one.playerId, one)
  return { ...changed, members: [...members.values()], kept: [...kept.values()] }
}

function hasChanged<Key>(known: Map<Key, string>, key: Key, text: string): boolean {
  if (known.get(key) === text) return false
  known.set(key, text)
  return true
}

function textOfMember(member: StandingMember): string {
  return Buffer.from(toBinary(StandingMemberSchema, member)).toString('latin1')
}

/** How long ago it was saved changes by itself. */
function textOfKept({ version, save, loaded }: StandingKept): string {
  return `${version} ${save} ${loaded}`
}
