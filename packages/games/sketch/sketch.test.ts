import { createTestMatch, type TestMatch } from '@gameserver/engine/testing'
import { describe, expect, test } from 'vitest'
import { think, thinkCommand } from './bot.ts'
import { pictures } from './pictures.ts'
import { differ, type SketchPlayer, sketch, words } from './sketch.ts'

class Party {
  readonly match: TestMatch<typeof sketch>

  constructor(players = 3, settings: { seconds?: number; rounds?: number } = {}) {
    this.match = createTestMatch(sketch, { players, settings, seed: 5 })
    this.match.step()
  }

  get world() {
    return this.match.world
  }

  get drawer(): number {
    return this.world.drawer - 1
  }

  get word(): string {
    return this.player(this.drawer).word
  }

  player(slot: number): SketchPlayer {
    return this.world.players.get(slot) as SketchPlayer
  }

  step(ticks: number): void {
    this.match.step(ticks)
  }

  guess(slot: number, text: string): string | undefined {
    return this.match.command(slot, { name: 'guess', value: { text } })
  }

  begin(): this {
    this.match.command(this.drawer, { name: 'choose', value: { index: 0 } })
    return this
  }
}

const line = { colour: 1, width: 1, isContinued: false, points: [{ x: 1, y: 1 }] }

describe('a turn', () => {
  test('begins with a choice of words that nobody else has', () => {
    const party = new Party()
    expect(party.world.phase).toBe('choosing')
    expect(party.player(0).choices).toHaveLength(3)
    expect(party.player(1).choices).toEqual([])
    party.begin()
    expect(party.world.phase).toBe('drawing')
    expect(words).toContain(party.word)
    expect(party.world.hint.replaceAll(/[_ ]/g, '')).toBe('')
  })

  test('chooses for a drawer who does not', () => {
    const party = new Party()
    party.step(13 * 30)
    expect(party.world.phase).toBe('drawing')
  })

  test('lets the drawer alone draw, and keeps the picture', () => {
    const party = new Party().begin()
    expect(party.match.command(1, { name: 'stroke', value: line })).toBe('it is not your turn to draw')
    expect(party.match.command(0, { name: 'stroke', value: line })).toBeUndefined()
    expect(party.match.command(0, { name: 'stroke', value: { ...line, isContinued: true } })).toBeUndefined()
    expect(party.world.strokes.size).toBe(1)
    party.match.command(0, { name: 'undo', value: {} })
    expect(party.world.strokes.size).toBe(0)
    expect(party.match.command(0, { name: 'stroke', value: { ...line, points: [] } })).toMatch(/point/)
  })

  test('makes one stroke of pieces that go on, as long as a stroke can be', () => {
    const party = new Party().begin()
    const piece = (from: number, isContinued: boolean) => ({
      ...{ colour: 1, width: 1, isContinued },
      points: Array.from({ length: 11 }, (_, index) => ({ x: from + index, y: 5 })),
    })
    for (const [index, from] of [0, 10, 20, 30].entries())
      party.match.command(0, { name: 'stroke', value: piece(from, index > 0) })
    const strokes = [...party.world.strokes.values()]
    expect(strokes.map(({ points }) => points.length)).toEqual([31, 11])
    expect(strokes[0]?.points.map(({ x }) => x)).toEqual(Array.from({ length: 31 }, (_, index) => index))
    party.match.command(0, { name: 'undo', value: {} })
    expect(party.world.strokes.size).toBe(0)
  })

  test('the paper has an end, and nothing is lost at it', () => {
    const party = new Party().begin()
    for (let count = 0; count < 220; count++) party.match.command(0, { name: 'stroke', value: line })
    expect(party.match.command(0, { name: 'stroke', value: line })).toMatch(/full/)
    party.match.command(0, { name: 'clear', value: {} })
    expect(party.world.strokes.size).toBe(0)
  })

  test('gives more to who is quick, something to the drawer, and ends when all have found it', () => {
    const party = new Party().begin()
    const { word } = party
    expect(party.guess(0, word)).toBe('you know the word')
    expect(party.guess(1, ` ${word.toUpperCase()} `)).toBeUndefined()
    party.step(30 * 30)
    expect(party.guess(2, word)).toBeUndefined()
    expect(party.player(1).score).toBeGreaterThan(party.player(2).score)
    expect(party.player(0).score).toBe(120)
    expect(party.world.phase).toBe('reveal')
    expect(party.world.hint).toBe(word)
  })

  test('tells all of wrong guesses, and the guesser alone of close ones', () => {
    const party = new Party().begin()
    party.guess(1, 'nonsense')
    expect(party.match.events).toContainEqual({ name: 'guessed', value: { by: 1, text: 'nonsense' } })
    expect(party.guess(1, `${party.word}x`)).toBe('close!')
    expect(party.match.events.filter(({ name }) => name === 'guessed')).toHaveLength(1)
  })

  test('shows letters as time passes, but never more than half of them', () => {
    const party = new Party().begin()
    party.step(74 * 30)
    const shown = [...party.world.hint].filter((letter) => letter !== '_' && letter !== ' ').length
    expect(shown).toBeGreaterThan(0)
    expect(shown).toBeLessThanOrEqual(party.word.length / 2)
    for (const [at, letter] of [...party.world.hint].entries())
      if (letter !== '_') expect(letter).toBe(party.word[at])
  })

  test('is over when its drawer leaves; the match when nobody is left to play with', () => {
    const party = new Party().begin()
    const { word } = party
    party.match.leave(0)
    expect(party.world.phase).toBe('reveal')
    expect(party.world.hint).toBe(word)
    party.match.leave(1)
    expect(party.match.isOver).toBe(true)
  })
})

test('a turn waits for nobody who has left', () => {
  const party = new Party(4).begin()
  party.guess(1, party.word)
  party.guess(2, party.word)
  expect(party.world.phase).toBe('drawing')
  party.match.leave(3)
  expect(party.world.phase).toBe('reveal')
})

test('the word is heard with an article, and not told to all within a sentence', () => {
  const party = new Party(4).begin()
  expect(party.guess(1, `  The ${party.word}! `)).toBeUndefined()
  expect(party.player(1).hasFound).toBe(true)
  expect(party.guess(2, `maybe some ${party.word} there`)).toMatch(/close/)
  expect(party.player(2).hasFound).toBe(false)
  expect(party.match.events.filter(({ name }) => name === 'guessed')).toEqual([])
})

test('everybody draws as often, then it is over', () => {
  const party = new Party(3, { seconds: 15, rounds: 2 })
  party.step(6 * (12 + 15 + 7 + 3) * 30)
  expect(party.match.isOver).toBe(true)
  for (let slot = 0; slot < 3; slot++) expect(party.player(slot).hasDrawn).toBe(2)
})

test('words that differ in one letter are close', () => {
  expect(differ('cat', 'cat')).toBe(0)
  expect(differ('cat', 'car')).toBe(1)
  expect(differ('cat', 'cart')).toBe(1)
  expect(differ('cat', 'at')).toBe(1)
  expect(differ('cat', 'dog')).toBe(2)
  expect(differ('aab', 'ab')).toBe(1)
})

test('the words can be sent', () => {
  expect(new Set(words).size).toBe(words.length)
  for (const word of words) expect(word).toMatch(/^[a-z]+( [a-z]+)?$/)
  for (const word of words) expect(word.length).toBeLessThanOrEqual(24)
})

test('every picture that bots can draw is of a word, on the paper, and of strokes that can be sent', () => {
  for (const [word, lines] of Object.entries(pictures)) {
    expect(words).toContain(word)
    expect(lines.length).toBeGreaterThan(0)
    for (const { points, colour } of lines) {
      expect(points.length).toBeGreaterThan(1)
      expect(points.length).toBeLessThanOrEqual(32)
      expect(colour).toBeLessThan(12)
      for (const [x, y] of points) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(1.2)
    }
  }
})

test('bots draw and guess to the end', () => {
  const party = new Party(4, { rounds: 1 })
  let draws = 1
  const random = () => {
    draws = (Math.imul(draws, 48271) >>> 0) % 2147483647
    return draws / 2147483647
  }
  while (!party.match.isOver && party.match.tick < 30 * 60 * 10) {
    const { tick } = party.match
    const slots = [0, 1, 2, 3]
    for (const slot of slots) {
      const command = thinkCommand(party.world, slot, tick, random)
      if (command) party.match.command(slot, command as never)
    }
    for (const slot of slots) party.match.input(slot, think(party.world, slot, tick, random))
    party.match.step()
  }
  expect(party.match.isOver).toBe(true)
  expect(party.match.events.filter(({ name }) => name === 'found').length).toBeGreaterThan(2)
})

test('who comes late draws in the rounds that are left, and nobody comes in the last one', () => {
  const party = new Party(2, { rounds: 2 })
  const turns = () => party.match.events.flatMap((event) => (event.name === 'turn' ? [event.value] : []))
  const untilTurn = (count: number) => {
    while (turns().length < count && !party.match.isOver) party.step(1)
  }
  untilTurn(2)
  expect(party.match.isOpen).toBe(true)
  party.match.join(7)
  untilTurn(4)
  expect(party.match.isOpen).toBe(false)
  party.match.join(127)
  untilTurn(99)
  const drawn = turns().map(({ drawer, round }) => [drawer, round])
  expect(drawn).toEqual([
    [0, 1],
    [1, 1],
    [7, 1],
    [0, 2],
    [1, 2],
    [7, 2],
    [127, 2],
  ])
})
