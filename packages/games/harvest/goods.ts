/** What grows, what is found in the meadow, and what is made of it. Prices are in coins, times in seconds. */

export const crops = ['carrot', 'wheat', 'berry', 'pumpkin'] as const
export const recipes = ['bread', 'soup', 'jam', 'pie', 'feast'] as const
export const goods = [...crops, 'mushroom', 'honey', ...recipes] as const
export const cards = [
  'rain',
  'sunshine',
  'bumper',
  'basket',
  'bellows',
  'crier',
  'scarecrow',
  'crows',
] as const

export type Crop = (typeof crops)[number]
export type Recipe = (typeof recipes)[number]
export type Good = (typeof goods)[number]
export type Card = (typeof cards)[number]

export const cropFacts: Readonly<Record<Crop, { seed: number; seconds: number; yields: number }>> = {
  carrot: { seed: 1, seconds: 12, yields: 2 },
  wheat: { seed: 1, seconds: 16, yields: 2 },
  berry: { seed: 2, seconds: 24, yields: 2 },
  pumpkin: { seed: 4, seconds: 40, yields: 1 },
}

/** What the market pays for one when nobody has sold any. */
export const basePrices: Readonly<Record<Good, number>> = {
  carrot: 3,
  wheat: 4,
  berry: 6,
  pumpkin: 14,
  mushroom: 5,
  honey: 6,
  bread: 12,
  soup: 16,
  jam: 24,
  pie: 34,
  feast: 80,
}

interface RecipeFacts {
  readonly of: Readonly<Partial<Record<Good, number>>>
  readonly seconds: number
  /** To learn it, once and for all; 0: everybody knows it. */
  readonly lesson: number
}

export const recipeFacts: Readonly<Record<Recipe, RecipeFacts>> = {
  bread: { of: { wheat: 2 }, seconds: 5, lesson: 0 },
  soup: { of: { carrot: 2, mushroom: 1 }, seconds: 6, lesson: 0 },
  jam: { of: { berry: 2, honey: 1 }, seconds: 8, lesson: 60 },
  pie: { of: { pumpkin: 1, wheat: 1, honey: 1 }, seconds: 10, lesson: 150 },
  feast: { of: { bread: 1, soup: 1, jam: 1 }, seconds: 12, lesson: 300 },
}

/** Which goods an order may ask for, how many at most, and how often it does. */
export const orderable: readonly { good: Good; most: number; weight: number }[] = [
  { good: 'carrot', most: 5, weight: 4 },
  { good: 'wheat', most: 5, weight: 4 },
  { good: 'berry', most: 4, weight: 4 },
  { good: 'pumpkin', most: 2, weight: 3 },
  { good: 'mushroom', most: 2, weight: 2 },
  { good: 'honey', most: 2, weight: 2 },
  { good: 'bread', most: 2, weight: 4 },
  { good: 'soup', most: 2, weight: 4 },
  { good: 'jam', most: 2, weight: 3 },
  { good: 'pie', most: 1, weight: 3 },
]

export const namesOfGoods: Readonly<Record<Good, string>> = {
  carrot: 'carrots',
  wheat: 'wheat',
  berry: 'berries',
  pumpkin: 'pumpkins',
  mushroom: 'mushrooms',
  honey: 'honey',
  bread: 'bread',
  soup: 'soup',
  jam: 'jam',
  pie: 'pie',
  feast: 'a feast',
}

export function wantsOf(recipe: Recipe): { good: Good; count: number }[] {
  return goods.flatMap((good) => {
    const count = recipeFacts[recipe].of[good]
    return count ? [{ good, count }] : []
  })
}
