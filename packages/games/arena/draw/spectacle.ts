import {
  type ArenaPlayer,
  type ArenaWorld,
  distanceToWall,
  layoutIn,
  playerRadius,
  shotRange,
} from '../arena.ts'
import type { Camera } from './camera.ts'
import type { PlayerChanges } from './changes.ts'
import type { Effects } from './effects.ts'
import type { Overlay } from './overlay.ts'
import { colourOf, padColours } from './palette.ts'
import { muzzleDistance, type Ship } from './ship-layer.ts'
import type { ArenaSounds } from './sounds.ts'

interface Stage {
  camera: Camera
  effects: Effects
  overlay: Overlay
  sounds: ArenaSounds | undefined
}

/** Turns what happened into what is seen, heard and felt. */
export class Spectacle {
  ownSlot: number | undefined
  readonly #camera: Camera
  readonly #effects: Effects
  readonly #overlay: Overlay
  readonly #sounds: ArenaSounds | undefined
  #lastSecond = -1
  #lastPhase = ''

  constructor({ camera, effects, overlay, sounds }: Stage) {
    this.#camera = camera
    this.#effects = effects
    this.#overlay = overlay
    this.#sounds = sounds
  }

  /** The player has destroyed somebody. */
  showOwnKill(): void {
    this.#overlay.hit(true)
    this.#camera.punch(0.03)
    this.#sounds?.hit(true)
  }

  /** Beeps for the last seconds before the fight and before its end. */
  tellTime(world: ArenaWorld): void {
    const { phase, secondsLeft } = world
    if (secondsLeft === this.#lastSecond && phase === this.#lastPhase) return
    const hasBegun = phase === 'fight' && this.#lastPhase === 'countdown'
    const isOver = phase === 'over' && this.#lastPhase === 'fight'
    if (hasBegun) this.#sounds?.countdown(true)
    else if (isOver) this.#sounds?.over()
    else if (phase === 'countdown' || secondsLeft <= 5) this.#sounds?.countdown(false)
    this.#lastSecond = secondsLeft
    this.#lastPhase = phase
  }

  show(change: PlayerChanges, ship: Ship, world: ArenaWorld, nowMs: number): void {
    const { slot, player } = change
    if (change.hasFired) {
      this.#showShot(world, slot, player)
      ship.recoil = 1
      this.#overlay.minimap.heard(slot, nowMs)
    }
    if (change.hasDied) this.#showDeath(slot, player, ship.colour)
    else if (change.lost > 0) {
      ship.whitening = 1
      this.#showHurt(world, slot, player)
    }
    if (change.hasDashed) {
      this.#effects.pulse(player.x, player.y, ship.colour, 80)
      this.#sounds?.dash(player)
    }
    if (change.hasAppeared) {
      this.#effects.pulse(player.x, player.y, ship.colour, 150)
      this.#sounds?.appear(player)
    }
    if (change.hasHealed || change.hasOvercharged) {
      const colour = change.hasOvercharged ? padColours.overcharge : padColours.health
      this.#effects.pulse(player.x, player.y, colour, 120)
      this.#effects.sparkle(player.x, player.y, colour)
      this.#sounds?.pickup(player, change.hasOvercharged)
    }
  }

  #showShot(world: ArenaWorld, slot: number, player: ArenaPlayer): void {
    const isOwn = slot === this.ownSlot
    const target = player.hit === 0 ? undefined : world.players.get(player.hit - 1)
    const isOvercharged = player.overcharge > 0
    const colour = isOvercharged ? padColours.overcharge : colourOf(slot)
    // A shot that hit ends at whom it hit, also when the snapshot's aim is a little newer than the shot's.
    const angle = target ? Math.atan2(target.y - player.y, target.x - player.x) : player.aim
    const x = Math.cos(angle)
    const y = Math.sin(angle)
    const toTarget = target && Math.hypot(target.x - player.x, target.y - player.y) - playerRadius * 0.6
    const reach = Math.min(
      toTarget ?? shotRange,
      distanceToWall(layoutIn(world), player.x, player.y, x, y, shotRange),
    )
    const from = Math.min(muzzleDistance, reach)
    const muzzle = { x: player.x + x * from, y: player.y + y * from }
    const end = { x: player.x + x * reach, y: player.y + y * reach }
    if (!this.#camera.sees(player.x, player.y, 200) && !this.#camera.sees(end.x, end.y, 100)) return
    this.#effects.shot(muzzle.x, muzzle.y, angle, Math.max(1, reach - from), colour, isOvercharged)
    if (reach < shotRange) this.#effects.impact(end.x, end.y, angle + Math.PI, colour, target !== undefined)
    if (isOwn) this.#camera.shake(0.16)
    this.#sounds?.shot(player, isOwn, isOvercharged)
    if (target) this.#sounds?.impact(end)
  }

  #showHurt(world: ArenaWorld, slot: number, player: ArenaPlayer): void {
    const attacker = (world.records.get(slot)?.hurtBy ?? 0) - 1
    if (slot === this.ownSlot) {
      const by = world.players.get(attacker)
      const angle = by && Math.atan2(by.y - player.y, by.x - player.x)
      this.#overlay.hurt(0.3, angle)
      this.#camera.shake(0.32)
      this.#sounds?.hurt()
    } else if (attacker === this.ownSlot) {
      this.#overlay.hit(false)
      this.#sounds?.hit(false)
    }
  }

  #showDeath(slot: number, player: ArenaPlayer, colour: number): void {
    this.#effects.explosion(player.x, player.y, colour)
    this.#sounds?.explosion(player)
    if (slot === this.ownSlot) {
      this.#camera.shake(0.9)
      this.#overlay.hurt(0.6, undefined)
      return
    }
    const distance = Math.hypot(player.x - this.#camera.x, player.y - this.#camera.y)
    this.#camera.shake(Math.max(0, 0.6 - distance / 700))
  }
}
