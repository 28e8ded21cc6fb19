import {
  bool,
  defineGame,
  fixed,
  type Infer,
  int,
  list,
  map,
  oneOf,
  ownerOnly,
  playerMap,
  type StepContext,
  text,
  u8,
  u16,
} from '@gameserver/engine'

/**
 * Sketch: one draws, the others guess. The pens are the players' own (mode `observer`: where a hand is, nobody knows better);
 * the strokes are commands, so that none is lost and who comes late sees the whole picture. The word is sent to its
 * drawer alone.
 */

const tickRate = 30
/** The paper, in units. */
export const paperWidth = 1024
export const paperHeight = 768
export const colours = 12
export const widths = 4
/** A stroke is sent in pieces of this many points while the hand still draws. */
export const pointsPerStroke = 32
const strokesMax = 220
const wordBytesMax = 24
const guessBytesMax = 40
const choicesCount = 3
const chooseSeconds = 12
const revealSeconds = 7
/** Letters are given away at these shares of the time, but never more than half of them. */
const hintShares = [0.45, 0.65, 0.85]
const pointsForFinding = 100
const pointsForHaste = 200
export const pointsForDrawing = 60

/** What there is to draw: things that can be drawn in a minute, in lower case, of at most 24 letters. */
export const words: readonly string[] = `
anchor, angel, ant, apple, arrow, avocado, balloon, banana, basket, bat, bathtub, bear, bee, bell, bicycle, bird, boat,
bomb, bone, book, boot, bottle, bowl, bread, bridge, broom, bucket, bus, butterfly, cactus, cake, camel, camera, campfire,
candle, car, carrot, castle, cat, chair, cheese, cherry, chess, clock, cloud, clown, coat, comb, compass, cookie, corn, cow,
crab, crown, cup, diamond, dice, dinosaur, dog, dolphin, donut, door, dragon, drum, duck, ear, egg, elephant, envelope, eye,
fan, feather, fence, fish, flag, flower, flute, fork, fox, frog, ghost, giraffe, glasses, glove, goat, grapes, guitar,
hammer, hand, hat, heart, hedgehog, helicopter, honey, horse, house, ice cream, igloo, island, jacket, jellyfish, kangaroo,
key, kite, knife, ladder, lamp, leaf, lemon, lighthouse, lightning, lion, lobster, map, mermaid, microphone, mirror, monkey,
moon, mountain, mouse, mushroom, nail, nest, net, nose, octopus, onion, owl, paint brush, palm tree, pear, pencil, penguin,
piano, pig, pineapple, pirate, pizza, planet, potato, pumpkin, rabbit, radio, rain, rainbow, ring, river, robot, rocket,
rose, sandwich, saw, scissors, shark, sheep, ship, shoe, skull, snail, snake, snowman, sock, spider, spoon, squirrel,
stairs, star, strawberry, submarine, sun, sunflower, swan, sword, table, teapot, telescope, tent, tiger, tomato, tooth,
tractor, traffic light, train, treasure, tree, trumpet, turtle, umbrella, unicorn, vase, violin, volcano, waterfall,
watermelon, whale, wheel, windmill, window, witch, wizard, worm, zebra
`
  .trim()
  .split(/,\s+/)

const nobody = 0
/** Slots go up to 127; they are shifted by one. */
const someone = int(0, 128)

const player = {
  x: fixed(0, paperWidth, 1),
  y: fixed(0, paperHeight, 1),
  isDown: bool,
  colour: int(0, colours - 1),
  width: int(0, widths - 1),
  score: u16,
  hasFound: bool,
  hasDrawn: u8,
  /** For the drawer alone: what to choose from, and what was chosen. */
  choices: ownerOnly(list(text(wordBytesMax), choicesCount)),
  word: ownerOnly(text(wordBytesMax)),
}

const point = { x: int(0, paperWidth), y: int(0, paperHeight) }
const stroke = {
  colour: int(0, colours - 1),
  width: int(0, widths - 1),
  /** Goes on where the stroke before ended. */
  isContinued: bool,
  points: list(point, pointsPerStroke),
}

const state = {
  phase: oneOf('waiting', 'choosing', 'drawing', 'reveal', 'over'),
  secondsLeft: int(0, 600),
  round: int(0, 15),
  /** Slot and one. */
  drawer: someone,
  /** The word with its letters hidden; all of it at the reveal. */
  hint: text(wordBytesMax),
  nextStroke: u16,
  strokes: map(stroke, strokesMax),
  players: playerMap(player),
}

const input = {
  x: fixed(0, paperWidth, 1),
  y: fixed(0, paperHeight, 1),
  isDown: bool,
  colour: int(0, colours - 1),
  width: int(0, widths - 1),
}

const commands = {
  choose: { index: int(0, choicesCount - 1) },
  stroke,
  undo: {},
  clear: {},
  guess: { text: text(guessBytesMax) },
}

const events = {
  guessed: { by: u8, text: text(guessBytesMax) },
  found: { by: u8, points: u16 },
  turn: { drawer: u8, round: u8 },
  revealed: { word: text(wordBytesMax) },
}

const settings = {
  seconds: { default: 75, min: 15, max: 300 },
  rounds: { default: 2, min: 1, max: 5 },
}

export type SketchWorld = Infer<typeof state>
export type SketchPlayer = Infer<typeof player>
export type SketchInput = Infer<typeof input>
export type Stroke = Infer<typeof stroke>
type Context = StepContext<typeof events, typeof settings>

export const sketch = defineGame({
  id: 'sketch',
  name: 'Sketch',
  version: '1.0.0',
  description: 'One draws, the others guess. Talk, laugh, be quick.',
  tickRate,
  sendRate: 10,
  mode: 'observer',
  proposes: 'players',
  players: { min: 2, max: 12 },
  dropIn: true,
  settings,
  state,
  input,
  commands,
  events,
  rules: { cooldownTicks: { guess: 15, undo: 4 } },

  join(world, slot) {
    // Who comes late draws in the rounds that are left, as often as the others.
    world.players.set(slot, { ...newPlayer(), hasDrawn: Math.max(0, world.round - 1) })
  },

  leave(world, slot, ctx) {
    if (world.drawer === slot + 1) reveal(world, slot, ctx)
    world.players.delete(slot)
    if (world.phase === 'drawing' && isFoundByAll(world)) reveal(world, world.drawer - 1, ctx)
    if (world.players.size < 2 && world.phase !== 'waiting') world.phase = 'over'
  },

  step(world, _inputs, ctx) {
    if (world.phase === 'waiting' && world.players.size >= 2) nextTurn(world, ctx)
    if (ctx.tick % tickRate !== 0 || world.phase === 'waiting' || world.phase === 'over') return
    world.secondsLeft = Math.max(0, world.secondsLeft - 1)
    if (world.phase === 'drawing') giveHint(world, ctx)
    if (world.secondsLeft > 0) return
    if (world.phase === 'choosing') choose(world, world.drawer - 1, 0, ctx)
    else if (world.phase === 'drawing') reveal(world, world.drawer - 1, ctx)
    else nextTurn(world, ctx)
  },

  command(world, slot, { name, value }, ctx) {
    if (name === 'guess') return guess(world, slot, value.text, ctx)
    if (world.drawer !== slot + 1) return 'it is not your turn to draw'
    if (name === 'choose') {
      if (world.phase !== 'choosing') return 'the word is chosen'
      return choose(world, slot, value.index, ctx)
    }
    if (world.phase !== 'drawing') return 'there is nothing to draw now'
    if (name === 'stroke') return addStroke(world, value)
    if (name === 'clear') world.strokes.clear()
    else undo(world)
    return undefined
  },

  isOver: (world) => world.phase === 'over',
  // Whoever came in the last round would make it longer.
  isOpen: (world, { settings }) => world.phase === 'waiting' || world.round < settings.rounds,

  scores: (world) => [...world.players].map(([slot, { score }]) => ({ slot, score })),
})

export default sketch

function newPlayer(): SketchPlayer {
  const pen = { x: paperWidth / 2, y: paperHeight / 2, isDown: false, colour: 0, width: 1 }
  return { ...pen, score: 0, hasFound: false, hasDrawn: 0, choices: [], word: '' }
}

/** Who has drawn least is next, in the order of the seats; after the last round it is over. */
function nextTurn(world: SketchWorld, ctx: Context): void {
  const players = [...world.players]
  const least = Math.min(...players.map(([, { hasDrawn }]) => hasDrawn))
  if (least >= ctx.settings.rounds) {
    world.phase = 'over'
    world.drawer = nobody
    return
  }
  const [slot, drawer] = players.find(([, { hasDrawn }]) => hasDrawn === least) as [number, SketchPlayer]
  for (const [, player] of players) {
    player.hasFound = false
    player.choices = []
    player.word = ''
  }
  drawer.hasDrawn++
  drawer.choices = drawWords(ctx)
  world.strokes.clear()
  world.phase = 'choosing'
  world.secondsLeft = chooseSeconds
  world.round = least + 1
  world.drawer = slot + 1
  world.hint = ''
  ctx.emit('turn', { drawer: slot, round: world.round })
}

function drawWords({ random }: Context): string[] {
  const drawn: string[] = []
  while (drawn.length < choicesCount) {
    const word = random.pick(words)
    if (!drawn.includes(word)) drawn.push(word)
  }
  return drawn
}

function choose(world: SketchWorld, slot: number, index: number, ctx: Context): string | undefined {
  const drawer = world.players.get(slot)
  const word = drawer?.choices[index]
  if (!drawer || word === undefined) return 'there is no such word to choose'
  drawer.word = word
  drawer.choices = []
  world.phase = 'drawing'
  world.secondsLeft = ctx.settings.seconds
  world.hint = [...word].map((letter) => (letter === ' ' ? ' ' : '_')).join('')
  return undefined
}

function addStroke(world: SketchWorld, { colour, width, isContinued, points }: Stroke): string | undefined {
  if (points.length === 0) return 'a stroke needs a point'
  if (isContinued && lengthen(world, colour, width, points)) return undefined
  if (world.strokes.isFull) return 'the paper is full: clear it, or undo something'
  world.strokes.set(world.nextStroke, { colour, width, isContinued, points })
  world.nextStroke++
  return undefined
}

/** A piece that goes on where the last one ended becomes part of it, if there is room: the paper lasts longer so. */
function lengthen(
  { strokes }: SketchWorld,
  colour: number,
  width: number,
  points: Stroke['points'],
): boolean {
  if (strokes.size === 0) return false
  const last = strokes.valueAt(strokes.size - 1)
  const isSamePen = last.colour === colour && last.width === width
  if (!isSamePen || last.points.length + points.length - 1 > pointsPerStroke) return false
  // The first point of a piece that goes on is the one before's end.
  strokes.set(strokes.keyAt(strokes.size - 1), { ...last, points: [...last.points, ...points.slice(1)] })
  return true
}

/** Takes back the last line, which may be of several pieces. */
function undo(world: SketchWorld): void {
  for (let index = world.strokes.size - 1; index >= 0; index--) {
    const { isContinued } = world.strokes.valueAt(index)
    world.strokes.delete(world.strokes.keyAt(index))
    if (!isContinued) return
  }
}

function guess(world: SketchWorld, slot: number, said: string, ctx: Context): string | undefined {
  const guesser = world.players.get(slot)
  const word = world.players.get(world.drawer - 1)?.word
  if (!guesser || word === undefined || world.phase !== 'drawing') return 'there is nothing to guess now'
  if (world.drawer === slot + 1) return 'you know the word'
  if (guesser.hasFound) return 'you have found it'
  const plain = plainly(said)
  if (plain === '') return 'say something'
  if (plain === word) return find(world, slot, guesser, ctx)
  if (differ(plain, word) === 1) return 'close!'
  if (` ${plain} `.includes(` ${word} `)) return 'close! say nothing but the word'
  ctx.emit('guessed', { by: slot, text: said })
  return undefined
}

function find(world: SketchWorld, slot: number, guesser: SketchPlayer, ctx: Context): undefined {
  const haste = world.secondsLeft / ctx.settings.seconds
  const points = pointsForFinding + Math.round(pointsForHaste * haste)
  guesser.hasFound = true
  guesser.score = Math.min(guesser.score + points, 0xffff)
  const drawer = world.players.get(world.drawer - 1)
  if (drawer) drawer.score = Math.min(drawer.score + pointsForDrawing, 0xffff)
  ctx.emit('found', { by: slot, points })
  if (isFoundByAll(world)) reveal(world, world.drawer - 1, ctx)
  return undefined
}

function isFoundByAll({ players, drawer }: SketchWorld): boolean {
  return [...players].every(([slot, { hasFound }]) => hasFound || slot === drawer - 1)
}

function reveal(world: SketchWorld, drawer: number, ctx: Context): void {
  const word = world.players.get(drawer)?.word ?? ''
  if (word !== '') {
    world.hint = word
    ctx.emit('revealed', { word })
  }
  world.phase = 'reveal'
  world.secondsLeft = revealSeconds
}

function giveHint(world: SketchWorld, { random, settings }: Context): void {
  const share = 1 - world.secondsLeft / settings.seconds
  const word = world.players.get(world.drawer - 1)?.word ?? ''
  const letters = [...world.hint]
  const hidden = letters.flatMap((letter, at) => (letter === '_' ? [at] : []))
  const given = word.replaceAll(' ', '').length - hidden.length
  const due = hintShares.filter((hintShare) => share >= hintShare).length
  if (given >= due || given + 1 > word.length / 2 || hidden.length === 0) return
  const at = random.pick(hidden)
  letters[at] = word[at] as string
  world.hint = letters.join('')
}

/** Without capitals, punctuation and an article. */
export function plainly(said: string): string {
  const parts = said.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  const plain = parts.filter((part) => part !== '').join(' ')
  return plain.replace(/^(a|an|the) (?=.)/, '')
}

/** Letters to change, add or drop to make one word of the other, as far as it matters: 0, 1, or more (2). Levenshtein, 1965. */
export function differ(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 1) return 2
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  const shorter = Math.min(a.length, b.length) - start
  while (end < shorter && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return Math.min(Math.max(a.length, b.length) - start - end, 2)
}
