import type { Input, Place, World } from './template.ts'

/** Goes for the nearest coin, or for a rich player within reach of a dash. */
export function think(world: World, slot: number, _tick: number, random: () => number): Input {
  const self = world.players.get(slot)
  if (!self) return { moveX: 0, moveY: 0, dash: false }
  const others = [...world.players].filter(([other, { coins }]) => other !== slot && coins > 1)
  const victim = nearest(
    self,
    others.map(([, other]) => other),
  )
  const coin = nearest(self, [...world.coins.values()])
  const isNear = victim !== undefined && distance(self, victim) < 110 && self.dash === 0
  const goal = (isNear ? victim : coin) ?? { x: 0, y: 0 }
  const away = Math.max(1, distance(self, goal))
  return {
    moveX: (goal.x - self.x) / away,
    moveY: (goal.y - self.y) / away,
    dash: isNear && random() < 0.1,
  }
}

function nearest<P extends Place>(self: Place, places: readonly P[]): P | undefined {
  return places.toSorted((a, b) => distance(self, a) - distance(self, b))[0]
}

const distance = (a: Place, b: Place) => Math.hypot(a.x - b.x, a.y - b.y)
