import type { Crop } from '../harvest.ts'
import type { Brush } from './brush.ts'
import { paintGoods } from './paint-goods.ts'
import { berry, leaf, leafDark, orange, straw } from './palette.ts'

/** How many pictures there are of a plant, from the sprout to the ripe one. */
export const plantStages = 5

/** A plant as it stands on its plot, whose ground is at the lower edge. */
export function paintPlant(brush: Brush, crop: Crop, stage: number): void {
  if (stage === 0) sprout(brush)
  else plants[crop](brush, stage / (plantStages - 1), stage === plantStages - 1)
}

function sprout(brush: Brush): void {
  brush.within(50, 66, 1.4, seedling)
}

function seedling(brush: Brush): void {
  brush
    .line('M50 72 L50 52', leafDark, 5)
    .fill('M50 54 C40 54 34 48 32 40 C42 40 48 46 50 54Z', leaf, 3)
    .fill('M50 52 C60 52 66 46 68 38 C58 38 52 44 50 52Z', leaf, 3)
}

const plants: Readonly<Record<Crop, (brush: Brush, share: number, isRipe: boolean) => void>> = {
  carrot(brush, share, isRipe) {
    const size = 0.4 + 0.6 * share
    if (isRipe) brush.fill('M34 98 C32 84 40 78 50 78 C60 78 68 84 66 98Z', orange)
    for (const turns of [-0.11, -0.05, 0.01, 0.07, 0.12]) {
      brush.within(50, isRipe ? 80 : 96, size, frond, turns)
    }
  },
  wheat(brush, share, isRipe) {
    const colour = isRipe ? straw : share > 0.6 ? '#b9ae4a' : leaf
    for (const x of [26, 38, 50, 62, 74]) {
      const top = 96 - 76 * share - ((x * 7) % 9)
      brush.line(`M${x} 98 C${x} 80 ${x + 3} 60 ${x} ${top}`, colour, 4)
      if (share < 0.5) continue
      for (let row = 0; row < 3; row++) {
        const y = top + row * 9
        brush
          .fill(`M${x} ${y + 8} c-7 -2 -8 -7 -7 -11 c5 1 7 6 7 11Z`, colour, 2)
          .fill(`M${x} ${y + 8} c7 -2 8 -7 7 -11 c-5 1 -7 6 -7 11Z`, colour, 2)
      }
    }
  },
  berry(brush, share, isRipe) {
    const size = 0.45 + 0.55 * share
    brush.within(50, 98 - 40 * size, size, (bush) => {
      bush
        .fill('M10 88 C0 66 14 46 28 44 C30 24 52 18 62 30 C82 26 94 46 86 58 C98 70 92 86 86 90Z', leaf)
        .line('M26 62 C32 56 38 56 42 62 M56 48 C62 42 68 44 72 50 M58 76 C64 70 72 70 76 76', leafDark, 4)
      if (isRipe)
        bush.dots(
          [
            [28, 70],
            [48, 52],
            [68, 64],
            [48, 80],
            [80, 80],
            [70, 42],
          ],
          7,
          berry,
          3,
        )
      else if (share > 0.6)
        bush.dots(
          [
            [28, 70],
            [48, 52],
            [68, 64],
            [80, 80],
          ],
          4,
          '#e9c8a0',
          2,
        )
    })
  },
  pumpkin(brush, share, isRipe) {
    brush
      .line('M14 96 C26 84 40 94 52 86 C64 80 76 92 88 84', leafDark, 5)
      .fill('M8 92 C2 78 10 66 24 66 C32 74 30 88 20 94Z', leaf, 3)
      .fill('M76 90 C70 74 80 62 94 66 C100 78 94 90 86 94Z', leaf, 3)
    if (share >= 0.5) brush.within(50, 96 - 40 * share, share * (isRipe ? 0.86 : 0.6), paintGoods.pumpkin)
    else brush.dots([[50, 78]], 8, '#f3d24a', 3)
  },
}

function frond(brush: Brush): void {
  brush.fill('M50 50 C44 38 42 18 50 -6 C58 18 56 38 50 50Z', leaf, 3).line('M50 46 L50 10', leafDark, 3)
}
