import { type ArenaPlayer, type ArenaWorld, isDashing } from '../arena.ts'

/** What happened to one player since the last picture. */
export interface PlayerChanges {
  slot: number
  player: ArenaPlayer
  hasFired: boolean
  hasDashed: boolean
  hasDied: boolean
  hasAppeared: boolean
  hasHealed: boolean
  hasOvercharged: boolean
  /** Health lost. */
  lost: number
}

/** Far enough to be no movement. */
const jumpUnits = 90

type Seen = Pick<ArenaPlayer, 'x' | 'y' | 'shots' | 'hp' | 'overcharge'> & {
  isDashing: boolean
}

/** Reads out of two states in a row what the events between them were: no message has to arrive for it. */
export class Changes {
  readonly #seen = new Map<number, Seen>()

  since(world: ArenaWorld): PlayerChanges[] {
    const changes: PlayerChanges[] = []
    for (const [slot, player] of world.players) {
      const before = this.#seen.get(slot)
      changes.push(this.#compare(slot, player, before))
      this.#seen.set(slot, {
        x: player.x,
        y: player.y,
        shots: player.shots,
        hp: player.hp,
        overcharge: player.overcharge,
        isDashing: isDashing(player),
      })
    }
    for (const slot of this.#seen.keys()) if (!world.players.has(slot)) this.#seen.delete(slot)
    return changes
  }

  #compare(slot: number, player: ArenaPlayer, before: Seen | undefined): PlayerChanges {
    const isAlive = player.hp > 0
    const wasAlive = before !== undefined && before.hp > 0
    const isSameLife = isAlive && wasAlive
    const hasJumped = before !== undefined && Math.hypot(player.x - before.x, player.y - before.y) > jumpUnits
    return {
      slot,
      player,
      hasFired: isSameLife && player.shots !== before.shots,
      hasDashed: isSameLife && isDashing(player) && !before.isDashing,
      hasDied: !isAlive && wasAlive,
      hasAppeared: isAlive && (!wasAlive || hasJumped),
      hasHealed: isSameLife && player.hp > before.hp,
      hasOvercharged: isSameLife && player.overcharge > before.overcharge + 30,
      lost: wasAlive ? Math.max(0, before.hp - player.hp) : 0,
    }
  }
}
