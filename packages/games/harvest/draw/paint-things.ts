import type { Card } from '../harvest.ts'
import type { Brush, Paint } from './brush.ts'
import { paintGoods } from './paint-goods.ts'
import { cream, honey, ink, leaf, leafDark, orange, paper, straw, water, wood, woodDark } from './palette.ts'

/** What is on the cards. */
export const paintCards: Readonly<Record<Card, Paint>> = {
  rain(brush) {
    brush
      .line('M30 68 L24 86 M50 70 L44 92 M70 68 L64 86', water, 6)
      .fill('M20 62 C4 60 4 38 22 36 C24 16 52 12 60 28 C80 22 94 40 86 54 C84 62 76 62 70 62Z', '#dbe6e4')
      .line('M26 46 C28 40 34 38 38 40', paper, 5)
  },
  sunshine(brush) {
    brush.line(
      'M50 4 L50 16 M50 84 L50 96 M4 50 L16 50 M84 50 L96 50 M18 18 L26 26 M74 74 L82 82 M82 18 L74 26 M18 82 L26 74',
      honey,
      7,
    )
    brush.dots([[50, 50]], 26, '#ffd257', 4).dots(
      [
        [42, 46],
        [58, 46],
      ],
      3,
      ink,
    )
    brush.line('M40 58 C46 66 54 66 60 58', ink, 4)
  },
  bumper(brush) {
    brush
      .within(30, 56, 0.62, paintGoods.carrot, -0.06)
      .within(70, 56, 0.62, paintGoods.carrot, 0.06)
      .within(50, 52, 0.78, paintGoods.carrot)
      .line('M14 22 L14 34 M8 28 L20 28 M86 18 L86 30 M80 24 L92 24', honey, 5)
  },
  basket(brush) {
    brush
      .line('M18 54 C18 14 82 14 82 54', woodDark, 7)
      .within(36, 46, 0.46, paintGoods.mushroom, -0.04)
      .within(64, 46, 0.46, paintGoods.honey, 0.03)
      .fill('M10 54 L90 54 L80 92 L20 92Z', wood)
      .line('M14 66 L86 66 M17 79 L83 79 M32 54 L36 92 M50 54 L50 92 M68 54 L64 92', woodDark, 3)
  },
  bellows(brush) {
    brush
      .fill(
        'M50 6 C62 26 84 40 80 66 C78 84 64 94 50 94 C36 94 22 84 20 66 C18 52 28 46 32 34 C40 42 42 46 42 52 C52 40 54 24 50 6Z',
        orange,
      )
      .fill(
        'M50 48 C58 58 66 64 64 76 C62 86 56 90 50 90 C44 90 38 86 36 76 C35 70 40 68 42 62 C46 66 48 66 50 48Z',
        '#ffd257',
        0,
      )
  },
  crier(brush) {
    brush
      .fill(
        'M50 12 C30 12 26 34 26 50 C26 66 18 72 14 80 L86 80 C82 72 74 66 74 50 C74 34 70 12 50 12Z',
        honey,
      )
      .dots([[50, 86]], 9, woodDark, 4)
      .line('M50 12 L50 4', ink, 6)
      .line('M36 30 C33 38 33 46 33 52', '#ffe09a', 5)
      .line('M6 30 C2 40 2 50 6 58 M94 30 C98 40 98 50 94 58', ink, 4)
  },
  scarecrow,
  crows(brush) {
    brush.within(40, 56, 0.8, crow).within(76, 30, 0.42, crow)
  },
}

export function scarecrow(brush: Brush): void {
  brush
    .line('M50 98 L50 40 M12 52 L88 52', woodDark, 6)
    .fill('M26 46 L74 46 L70 82 L30 82Z', '#3f7fa0')
    .fill('M54 60 L66 60 L66 72 L54 72Z', '#e0533d', 3)
    .line('M12 46 L8 60 M14 46 L16 60 M86 46 L92 60 M88 46 L84 60', straw, 4)
    .dots([[50, 30]], 16, '#f1d9a4', 4)
    .fill('M24 24 L76 24 L62 18 L58 2 L40 2 L38 18Z', wood)
    .dots(
      [
        [44, 30],
        [56, 30],
      ],
      2.5,
      ink,
    )
    .line('M43 38 L57 38 M46 35 L46 41 M52 35 L52 41', ink, 2.5)
}

export function crow(brush: Brush): void {
  brush
    .line('M46 84 L44 98 M58 84 L60 98', '#d99a1c', 5)
    .fill(
      'M10 44 L28 36 C30 22 46 18 56 28 C76 30 92 52 98 78 C84 74 80 84 66 86 C44 92 26 74 28 50Z',
      '#33323f',
    )
    .fill('M10 44 L28 36 L28 50Z', '#e9a33a', 3)
    .fill('M50 50 C64 48 76 58 82 72 C68 74 52 68 50 50Z', '#4c4a5c', 3)
    .dots([[38, 36]], 4, paper)
    .dots([[38, 36]], 2, '#111')
}

/** A neighbour's house; roof and door have the neighbour's colour. */
export function cottage(colour: string): Paint {
  return (brush) => {
    brush
      .fill('M70 12 L80 12 L80 36 L70 30Z', wood)
      .fill('M16 48 L84 48 L84 94 L16 94Z', cream)
      .fill('M4 52 L50 14 L96 52 L88 58 L12 58Z', colour)
      .fill('M42 66 C42 58 58 58 58 66 L58 94 L42 94Z', colour)
      .fill('M22 66 L36 66 L36 80 L22 80Z', '#ffe09a')
      .fill('M64 66 L78 66 L78 80 L64 80Z', '#ffe09a')
      .line('M29 66 L29 80 M71 66 L71 80', ink, 3)
  }
}

/** A gardening glove that points up and left. */
export function glove(colour: string): Paint {
  return (brush) => {
    brush
      .fill(
        'M6 6 C14 0 22 4 28 14 L44 40 C46 30 56 26 62 34 C68 28 78 32 78 42 C86 40 92 48 90 58 L84 78 L56 94 C44 88 32 76 24 62 C18 52 28 46 34 54 L10 18 C6 12 4 10 6 6Z',
        colour,
      )
      .fill('M52 88 L84 70 L96 84 L64 104Z', paper)
  }
}

export function tree(brush: Brush): void {
  brush
    .fill('M44 98 L46 64 L56 64 L58 98Z', woodDark)
    .fill(
      'M50 4 C66 2 76 14 76 24 C92 28 94 50 82 58 C78 72 60 76 50 70 C38 76 22 70 20 58 C6 50 8 28 24 24 C24 12 36 2 50 4Z',
      leafDark,
    )
    .fill(
      'M48 10 C60 8 68 18 68 26 C80 30 82 44 72 50 C62 46 54 52 46 46 C36 50 24 44 26 34 C32 30 34 12 48 10Z',
      leaf,
      0,
    )
}

export function can(brush: Brush): void {
  brush
    .line('M62 40 C84 20 96 44 82 66', '#3b7f95', 8)
    .fill('M30 40 L70 40 L78 90 L22 90Z', '#4f9db4')
    .fill('M28 62 L8 38 L14 30 L34 50Z', '#4f9db4')
    .line('M36 48 L32 82', '#9ed3e0', 5)
}

export function coin(brush: Brush): void {
  brush
    .dots([[50, 50]], 40, '#f6c544', 5)
    .dots([[50, 50]], 28, '#e5a92a')
    .line('M50 34 L50 66 M40 44 C48 36 58 40 56 48 C54 54 46 50 44 56 C44 64 56 64 60 56', '#8a5a12', 5)
}

export function spade(brush: Brush): void {
  brush
    .line('M66 20 L44 56', wood, 9)
    .line('M56 12 L78 26', woodDark, 8)
    .fill('M50 50 L36 42 C24 54 18 72 20 88 C36 86 50 74 58 58Z', '#9aa7ae')
}
