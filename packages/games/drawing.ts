/** What a game's drawing gives to the page that shows it. Types only: the page knows no game's worlds or inputs. */

/** What the menu says of a game: `export const about: About` in its `about.ts`, which loads no drawing. */
export interface About {
  /** One line below the name. */
  tagline: string
  controls: readonly { keys: string; does: string }[]
  /**
   * What touching the playing field means. `sticks` (the default) puts two sticks and a button on the screen; with `pointer`
   * a finger is the pointer, for games that are played by pointing.
   */
  touch?: 'sticks' | 'pointer'
}

export interface DrawingOptions {
  /** Empty, and as large as the page. A drawing may put elements of its own into it: buttons, fields, a canvas. */
  host: HTMLElement
  effects: Effects
  sounds: GameSounds | undefined
  /** Sends one of the game's commands. Rejects with an Error whose message is the refusal, as a person may read it. */
  send(command: string, value: unknown): Promise<void>
}

export interface View<World> {
  world: World
  /** Moment at which the others are shown, in ticks with a fraction. */
  tick: number
  /** Moment at which the player's own entities are shown: ahead of the others, for they are predicted. */
  localTick: number
  /** The player's own slot; undefined for one who only watches. */
  slot: number | undefined
  nowMs: number
  names: ReadonlyMap<number, string>
  speaking: ReadonlySet<number>
}

export interface Drawing<World, Input> {
  draw(view: View<World>): void
  /** What the player wants now, from what the hands do; asked once for each tick. */
  input(controls: Controls): Input
  /** The readouts around the picture; the page shows those that are there. */
  hud?(world: World, slot: number | undefined): Hud
  event?(name: string, value: unknown): void
  /** A line for the feed, or nothing when the event is not worth one. */
  feedLine?(name: string, value: unknown): FeedLine | undefined
  setEffects?(effects: Effects): void
  /** The host has another size. */
  resize?(): void
  /** Removes all that the drawing has put into the host. */
  destroy(): void
}

/** `low` leaves out what costs much drawing time, `calm` also what shakes and flashes. */
export type Effects = 'full' | 'low' | 'calm'

export interface GameSounds {
  context: AudioContext
  output: AudioNode
}

/**
 * Keyboard, mouse and touch. What is typed into a field, and what is done to a button or field inside the host, is not in
 * here; nor is a pointer's press after which a handler of the drawing called preventDefault.
 */
export interface Controls {
  /** From WASD, the arrow keys or the left stick; their length is 1 at most, and y points down. */
  moveX: number
  moveY: number
  /** Where the pointer is, in CSS pixels of the host, or which way the stick is pushed. */
  aim: { kind: 'pointer'; x: number; y: number } | { kind: 'stick'; x: number; y: number } | undefined
  /** Main button of the mouse. */
  fire: boolean
  /** Space, shift, second button of the mouse or the button on the screen. */
  dash: boolean
  /** `KeyboardEvent.code` of each key that is held, or was pressed since the last tick: `KeyE`, `Digit1`, `Space`. */
  keys: ReadonlySet<string>
  /** In CSS pixels of the host; undefined until it has been over it. A finger only with `touch: 'pointer'`. */
  pointer: { x: number; y: number; isDown: boolean } | undefined
}

export interface Hud {
  /** Above the clock. */
  title?: string | undefined
  secondsLeft?: number | undefined
  isUrgent?: boolean | undefined
  /** Where the player is, in units; the world's middle is 0, 0. */
  place?: { x: number; y: number } | undefined
  gauges?: Gauge[] | undefined
  /** Best first. */
  scores?: ScoreLine[] | undefined
  /** In the middle of the screen: a countdown, a death. */
  banner?: { title: string; detail: string; by?: number | undefined } | undefined
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
  /** Beside the score. */
  detail?: string | undefined
  /** Of CSS. */
  colour: string
  isAlive?: boolean | undefined
}

/** `by verb target note`, each but the verb if it is there. */
export interface FeedLine {
  by?: number | undefined
  verb: string
  target?: number | undefined
  note?: string | undefined
}
