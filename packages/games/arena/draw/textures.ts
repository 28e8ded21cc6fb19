import type { Texture } from 'pixi.js'
import { Atlas, paintTile } from './atlas.ts'
import { beam, dot, edge, flash, glow, ring, shard, smoke, spark } from './paint-light.ts'
import { barrel, hull, shadow, shield, trim } from './paint-ship.ts'
import { chevron, crosshair, health, hitMarker, overcharge, pad } from './paint-signs.ts'
import { abyss, wallSide, wallTop, wallTopPixels } from './paint-wall.ts'
import { wallColours } from './palette.ts'

/**
 * Everything that is drawn comes from these textures, painted once at the start. Blur and glow are painted in, so that
 * no filter runs while playing: a filter costs a pass over the whole screen, a glowing sprite only its own pixels.
 * What takes a player's colour is painted white and tinted.
 */
export type ArenaTextures = ReturnType<typeof paintTextures>

export function paintTextures() {
  const atlas = new Atlas()
  return {
    ring: atlas.paint(256, 256, ring),
    edge: atlas.paint(64, 64, edge),
    hull: atlas.paint(160, 160, hull),
    trim: atlas.paint(160, 160, trim),
    shield: atlas.paint(160, 160, shield),
    wallTops: Object.fromEntries(
      Object.values(wallColours).map((colour) => [
        colour,
        atlas.paint(wallTopPixels, wallTopPixels, wallTop(colour)),
      ]),
    ) as Readonly<Record<number, Texture>>,
    pad: atlas.paint(160, 160, pad),
    glow: atlas.paint(128, 128, glow),
    flash: atlas.paint(128, 128, flash),
    shadow: atlas.paint(128, 128, shadow),
    health: atlas.paint(96, 96, health),
    overcharge: atlas.paint(96, 96, overcharge),
    smoke: atlas.paint(64, 64, smoke),
    wallSide: atlas.paint(64, 64, wallSide),
    crosshair: atlas.paint(64, 64, crosshair),
    hitMarker: atlas.paint(64, 64, hitMarker),
    chevron: atlas.paint(48, 48, chevron),
    barrel: atlas.paint(64, 32, barrel),
    beam: atlas.paint(32, 32, beam),
    dot: atlas.paint(32, 32, dot),
    shard: atlas.paint(24, 24, shard),
    spark: atlas.paint(64, 16, spark),
    abyss: paintTile(512, abyss),
  }
}

/** Pixels of the ship's textures that show one unit. */
export const shipPixelsPerUnit = 3
