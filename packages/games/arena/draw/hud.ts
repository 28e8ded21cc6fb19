import type { FeedLine, Hud } from '../../drawing.ts'
import {
  type ArenaPlayer,
  type ArenaWorld,
  dashCooldownTicks,
  hpMax,
  overchargeTicks,
  pointsOf,
} from '../arena.ts'
import { colourOf, cssColour } from './palette.ts'

const urgentSeconds = 10
const ticksPerSecond = 60
const streakTitles = [
  { kills: 10, title: 'is unstoppable' },
  { kills: 7, title: 'dominates' },
  { kills: 5, title: 'is on a rampage' },
  { kills: 3, title: 'is on fire' },
]

export function arenaHud(world: ArenaWorld, slot: number | undefined, killer: number | undefined): Hud {
  const own = slot === undefined ? undefined : world.players.get(slot)
  return {
    title: world.phase === 'countdown' ? 'Get ready' : world.phase === 'over' ? 'Time' : 'Free for all',
    secondsLeft: world.secondsLeft,
    isUrgent: world.phase === 'fight' && world.secondsLeft <= urgentSeconds,
    place: own && { x: own.x, y: own.y },
    gauges: own ? gaugesOf(own) : [],
    scores: [...world.records]
      .map(([playerSlot, record]) => ({
        slot: playerSlot,
        score: pointsOf(record),
        detail: `${record.kills} / ${record.deaths}`,
        colour: cssColour(colourOf(playerSlot)),
        isAlive: (world.players.get(playerSlot)?.hp ?? 0) > 0,
      }))
      .sort((a, b) => b.score - a.score || a.slot - b.slot),
    banner: own && bannerOf(world, own, killer),
  }
}

export function killLine(value: unknown): FeedLine {
  const { by, target, streak, streakEnded } = value as {
    by: number
    target: number
    streak: number
    streakEnded: number
  }
  const title = streakTitles.find(({ kills }) => kills === streak)?.title
  const ended = streakEnded >= 3 ? `ends a streak of ${streakEnded}` : undefined
  return { by, verb: 'destroyed', target, note: title ?? ended }
}

function gaugesOf(own: ArenaPlayer): Hud['gauges'] {
  const isOvercharged = own.overcharge > 0
  return [
    {
      id: 'hp',
      label: 'Hull',
      value: own.hp,
      max: hpMax,
      text: `${own.hp}`,
      tone: own.hp > 50 ? 'good' : own.hp > 25 ? 'warning' : 'danger',
    },
    {
      id: 'dash',
      label: 'Dash',
      value: dashCooldownTicks - own.dashCooldown,
      max: dashCooldownTicks,
      text: own.dashCooldown === 0 ? 'ready' : `${(own.dashCooldown / ticksPerSecond).toFixed(1)} s`,
      tone: own.dashCooldown === 0 ? 'good' : 'warning',
    },
    {
      id: 'weapon',
      label: isOvercharged ? 'Overcharge' : 'Blaster',
      value: isOvercharged ? own.overcharge : 1,
      max: isOvercharged ? overchargeTicks : 1,
      text: isOvercharged ? `${Math.ceil(own.overcharge / ticksPerSecond)} s` : 'ready',
      tone: isOvercharged ? 'charge' : 'good',
    },
  ]
}

function bannerOf(world: ArenaWorld, own: ArenaPlayer, killer: number | undefined): Hud['banner'] {
  if (world.phase === 'countdown')
    return { title: `${world.secondsLeft}`, detail: 'Move to warm up', by: undefined }
  if (own.hp > 0) return undefined
  const seconds = Math.ceil(own.spawnTimer / ticksPerSecond)
  return { title: 'Destroyed', detail: `Back in ${seconds} s`, by: killer }
}
