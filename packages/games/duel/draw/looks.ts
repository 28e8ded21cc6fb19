/** A colour in the light, and in the shade. */
export type Tint = readonly [lit: string, shaded: string]

export interface Look {
  readonly cloth: Tint
  readonly trousers: Tint
  readonly skin: Tint
  readonly wraps: Tint
  readonly hair: Tint
  readonly belt: string
  /** Of headband or scarf. */
  readonly band: string
  readonly outline: string
  /** Red, green and blue of all that shines. */
  readonly glow: string
  readonly head: 'headband' | 'mask'
}

/** By slot: they must be told apart in any pose, so they differ in outline too. */
export const looks: readonly [Look, Look] = [
  {
    cloth: ['#f2564a', '#b32a35'],
    trousers: ['#e9e2d6', '#a99aa8'],
    skin: ['#f4c39a', '#c9835f'],
    wraps: ['#fff3dc', '#c8a98e'],
    hair: ['#3a2230', '#1d1020'],
    belt: '#231726',
    band: '#ff5a48',
    outline: '#190b1c',
    glow: '255, 130, 70',
    head: 'headband',
  },
  {
    cloth: ['#3f86f2', '#2147a8'],
    trousers: ['#2c3157', '#171a38'],
    skin: ['#e3ab82', '#a8694f'],
    wraps: ['#8fe3f5', '#3f8fb5'],
    hair: ['#e8ecff', '#98a2cf'],
    belt: '#f2c14e',
    band: '#3fd6f0',
    outline: '#0b0d26',
    glow: '90, 190, 255',
    head: 'mask',
  },
]

export function lookOf(slot: number): Look {
  return looks[slot % 2] ?? looks[0]
}

/** The same figure in one colour: for flashes and after-images. */
export function inOneColour(look: Look, css: string): Look {
  const tint: Tint = [css, css]
  return {
    ...{ cloth: tint, trousers: tint, skin: tint, wraps: tint, hair: tint },
    ...{ belt: css, band: css, outline: css, glow: look.glow, head: look.head },
  }
}
