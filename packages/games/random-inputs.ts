import type { Struct, Type } from '@gameserver/engine'
import type { Think } from './bot-mind.ts'

type Description = Type<unknown>['description']

/** Ticks that a control stays as it is: people change their mind a few times a second. */
const holdTicks = 20

/** How much of the way to its target an analog control goes in a tick. */
const easing = 0.15

/** Moves all controls that a game's inputs have, smoothly and without purpose. */
export function randomInputs(input: Struct): Think {
  const controls = Object.entries(input).map(([name, field]) => ({ name, move: controlOf(field) }))
  return (_world, _slot, tick, random) =>
    Object.fromEntries(controls.map(({ name, move }) => [name, move(tick, random)]))
}

type Control = (tick: number, random: () => number) => unknown

function controlOf(field: Type<unknown> | Struct): Control {
  if (!isType(field)) {
    const controls = Object.entries(field).map(([name, inner]) => ({ name, move: controlOf(inner) }))
    return (tick, random) => Object.fromEntries(controls.map(({ name, move }) => [name, move(tick, random)]))
  }
  const { description } = field
  switch (description.kind) {
    case 'unit':
      return analog(-1, 1)
    case 'angle':
      return analog(0, 2 * Math.PI * (1 - 2 ** -description.bits))
    case 'fixed':
      return analog(description.min, description.max)
    default:
      return held((random) => pick(description, random))
  }
}

function analog(min: number, max: number): Control {
  const target = held((random) => min + random() * (max - min))
  let value = Math.min(Math.max(0, min), max)
  return (tick, random) => {
    value += ((target(tick, random) as number) - value) * easing
    return value
  }
}

function held(choose: (random: () => number) => unknown): Control {
  let value: unknown
  let changesAt = Number.NEGATIVE_INFINITY
  return (tick, random) => {
    if (tick >= changesAt) {
      value = choose(random)
      changesAt = tick + holdTicks * (0.5 + random())
    }
    return value
  }
}

function pick(description: Description, random: () => number): unknown {
  switch (description.kind) {
    case 'bool':
      return random() < 0.3
    case 'int':
      return description.min + Math.floor(random() * (description.max - description.min + 1))
    case 'oneOf':
      return description.values[Math.floor(random() * description.values.length)]
    case 'text':
      return ''
    case 'list':
      return []
    default:
      return undefined
  }
}

function isType(field: Type<unknown> | Struct): field is Type<unknown> {
  return typeof (field as Type<unknown>).description?.kind === 'string'
}
