/** What a game's drawing gives to the page that shows it. Types only: the page knows no game's worlds or inputs. */

export interface View<World> {
  world: World
  tick: number
  /** The player's own slot; undefined for one who only watches. */
  slot: number | undefined
  nowMs: number
  names: ReadonlyMap<number, string>
  speaking: ReadonlySet<number>
}

export interface Drawing<World, Input> {
  draw(view: View<World>): void
  event(name: string, value: unknown): void
  /** What the player wants now, from what the hands do. */
  input(controls: Controls): Input
  hud(world: World, slot: number | undefined): Hud
  /** A line for the feed, or nothing when the event is not worth one. */
  feedLine(name: string, value: unknown): FeedLine | undefined
  setEffects(effects: Effects): void
  resize(): void
  destroy(): void
}

export interface DrawingOptions {
  host: HTMLElement
  effects: Effects
  sounds: GameSounds | undefined
}

/** `low` leaves out what costs much drawing time, `calm` also what shakes and flashes. */
export type Effects = 'full' | 'low' | 'calm'

export interface GameSounds {
  context: AudioContext
  output: AudioNode
}

export interface Controls {
  moveX: number
  moveY: number
  /** Where the pointer is, in CSS pixels of the host, or which way the stick is pushed. */
  aim: { kind: 'pointer'; x: number; y: number } | { kind: 'stick'; x: number; y: number } | undefined
  fire: boolean
  dash: boolean
}

export interface Hud {
  title: string
  secondsLeft: number
  isUrgent: boolean
  /** Where the player is, in units; the world's middle is 0, 0. */
  place: { x: number; y: number } | undefined
  gauges: Gauge[]
  scores: ScoreLine[]
  /** In the middle of the screen: a countdown, a death. */
  banner: { title: string; detail: string; by: number | undefined } | undefined
}

export interface Gauge {
  id: string
  label: string
  value: number
  max: number
  text: string
  tone: 'good' | 'warning' | 'danger' | 'charge'
}

export interface ScoreLine {
  slot: number
  score: number
  detail: string
  colour: string
  isAlive: boolean
}

export interface FeedLine {
  by: number | undefined
  verb: string
  target: number
  note: string | undefined
}
