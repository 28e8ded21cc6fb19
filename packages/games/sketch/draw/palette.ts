/** Pens, by the colour's number in the state. */
export const penColours = [
  '#1d1b26',
  '#6b6f80',
  '#d9363e',
  '#f0803c',
  '#f2b705',
  '#3f9e4d',
  '#1fa3a3',
  '#2f6fde',
  '#7a4fd0',
  '#d152a8',
  '#8a5a36',
  '#fffdf6',
] as const

export const penNames = [
  'black',
  'grey',
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'blue',
  'violet',
  'pink',
  'brown',
  'white',
] as const

/** In units of the paper. */
export const penWidths = [4, 10, 22, 48] as const

/** A colour of their own for players, by slot. */
export function colourOf(slot: number): string {
  return `hsl(${(slot * 137.5 + 20) % 360} 72% 62%)`
}
