import type { Good } from '../harvest.ts'
import type { Brush, Paint } from './brush.ts'
import { berry, cream, honey, ink, leaf, leafDark, orange, straw, wood, woodDark } from './palette.ts'

/** Each good as it lies in the pantry. */
export const paintGoods: Readonly<Record<Good, Paint>> = {
  carrot(brush) {
    brush
      .fill('M50 34 C38 26 30 16 28 6 C40 10 46 18 50 28 C50 16 54 8 62 2 C66 14 62 24 54 34Z', leaf)
      .fill('M50 34 C62 24 74 20 84 22 C78 32 68 36 56 36Z', leafDark)
      .fill('M50 96 C34 76 24 52 34 38 C42 30 60 30 67 38 C76 52 66 76 50 96Z', orange)
      .line('M36 48 L48 50 M64 58 L54 59 M42 70 L50 71', '#b8551a', 3)
      .line('M41 42 C38 48 38 54 40 60', '#ffb26b', 4)
  },
  wheat(brush) {
    brush.line('M50 96 C50 70 50 50 50 26 M50 96 C40 76 30 60 24 44 M50 96 C60 76 70 60 76 44', '#a9842c', 4)
    for (const [x, y, turns] of [
      [50, 20, 0],
      [22, 36, -0.08],
      [78, 36, 0.08],
    ] as const) {
      brush.within(x, y + 14, 0.5, ear, turns)
    }
    brush.fill('M38 72 L62 72 L60 82 L40 82Z', berry, 3)
  },
  berry(brush) {
    brush
      .fill('M50 94 C22 78 14 50 28 36 C40 26 60 26 72 36 C86 50 78 78 50 94Z', berry)
      .dots(
        [
          [34, 50],
          [50, 46],
          [66, 50],
          [40, 64],
          [60, 64],
          [50, 78],
        ],
        2.4,
        '#ffd98a',
      )
      .line('M28 46 C25 52 26 60 29 66', '#f58a8f', 4)
      .fill(
        'M50 32 C40 38 30 36 24 30 C34 26 40 24 44 24 L46 10 L56 10 L56 24 C62 24 68 26 76 30 C70 36 60 38 50 32Z',
        leaf,
      )
  },
  pumpkin(brush) {
    brush
      .fill('M46 30 C44 20 48 12 58 8 L64 16 C58 18 56 24 56 30Z', leafDark)
      .fill('M50 32 C20 22 4 40 8 62 C12 84 32 92 50 90 C68 92 88 84 92 62 C96 40 80 22 50 32Z', orange)
      .line(
        'M50 32 C36 44 36 76 50 90 M50 32 C64 44 64 76 50 90 M30 32 C16 46 18 74 30 86 M70 32 C84 46 82 74 70 86',
        '#b8551a',
        3,
      )
      .line('M20 46 C16 54 16 62 19 70', '#ffb26b', 4)
  },
  mushroom(brush) {
    brush
      .fill('M36 52 C38 70 34 82 34 88 C42 95 58 95 66 88 C66 82 62 70 64 52Z', cream)
      .fill('M8 56 C8 26 28 10 50 10 C72 10 92 26 92 56 C76 62 24 62 8 56Z', '#bf4a34')
      .dots(
        [
          [32, 36],
          [54, 26],
          [72, 44],
          [50, 48],
        ],
        6,
        cream,
      )
  },
  honey(brush) {
    brush
      .fill('M22 36 C14 50 14 78 24 90 L76 90 C86 78 86 50 78 36Z', honey)
      .fill('M20 24 L80 24 L80 38 L20 38Z', cream)
      .fill('M32 52 L68 52 L68 74 L32 74Z', cream, 3)
      .line('M40 63 C44 56 50 56 50 63 C50 70 58 70 60 63', orange, 4)
      .line('M24 46 C20 56 20 68 24 78', '#ffd27a', 4)
  },
  bread(brush) {
    brush
      .fill(
        'M10 64 C4 42 28 28 50 28 C72 28 96 42 90 64 C90 76 84 82 76 82 L24 82 C16 82 10 76 10 64Z',
        '#c98542',
      )
      .line('M32 40 L40 56 M50 36 L56 54 M68 40 L72 56', cream, 5)
      .line('M18 60 C18 52 22 46 28 42', '#e8b070', 4)
  },
  soup(brush) {
    brush
      .line('M36 30 C30 22 42 18 36 8 M54 30 C48 22 60 18 54 8 M70 32 C64 24 76 20 70 12', '#fff6e2', 5)
      .fill('M8 48 C8 78 30 92 50 92 C70 92 92 78 92 48Z', '#2f8f9d')
      .fill('M8 48 C8 40 28 36 50 36 C72 36 92 40 92 48 C92 56 72 60 50 60 C28 60 8 56 8 48Z', orange)
      .dots(
        [
          [36, 46],
          [58, 50],
          [70, 45],
        ],
        4,
        '#ffd27a',
      )
      .line('M20 66 C26 76 34 82 42 84', '#7cc3c9', 4)
  },
  jam(brush) {
    brush
      .fill('M22 38 C16 52 16 78 24 92 L76 92 C84 78 84 52 78 38Z', '#b52a45')
      .fill('M16 30 C14 18 30 14 50 14 C70 14 86 18 84 30 L78 40 C60 34 40 34 22 40Z', '#f3e0c0')
      .line('M30 18 L34 36 M42 16 L44 34 M58 16 L56 34 M70 18 L66 36', berry, 3)
      .fill('M34 54 L66 54 L66 78 L34 78Z', cream, 3)
      .dots([[50, 66]], 8, berry, 3)
  },
  pie(brush) {
    brush
      .fill('M6 56 L94 56 L80 84 L20 84Z', '#8e9aa6')
      .fill('M4 56 C4 36 28 26 50 26 C72 26 96 36 96 56 C80 64 20 64 4 56Z', '#d99448')
      .line(
        'M24 36 L40 58 M44 28 L62 58 M64 30 L80 52 M76 36 L60 58 M56 28 L36 58 M36 30 L20 52',
        '#f4c98a',
        5,
      )
      .line('M6 56 C24 64 76 64 94 56', ink, 3)
  },
  feast(brush) {
    brush
      .line('M14 54 C14 8 86 8 86 54', woodDark, 7)
      .within(34, 44, 0.48, paintGoods.bread, -0.05)
      .within(64, 42, 0.44, paintGoods.jam, 0.04)
      .within(50, 50, 0.4, paintGoods.carrot, 0.1)
      .fill('M8 54 L92 54 L82 94 L18 94Z', wood)
      .line('M12 66 L88 66 M15 80 L85 80 M30 54 L34 94 M50 54 L50 94 M70 54 L66 94', woodDark, 3)
  },
}

function ear(brush: Brush): void {
  for (let row = 0; row < 4; row++) {
    const y = 74 - row * 20
    brush
      .fill(`M50 ${y} C34 ${y - 4} 28 ${y - 18} 30 ${y - 26} C44 ${y - 24} 50 ${y - 12} 50 ${y}Z`, straw, 5)
      .fill(`M50 ${y} C66 ${y - 4} 72 ${y - 18} 70 ${y - 26} C56 ${y - 24} 50 ${y - 12} 50 ${y}Z`, straw, 5)
  }
}
