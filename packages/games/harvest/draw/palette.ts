/** Gouache on cream paper: warm, a little faded, with one dark ink for all outlines. */
export const ink = '#4a2b1f'
export const paper = '#fff3d9'
export const paperShade = '#efdcb4'
export const leaf = '#6f9a3c'
export const leafDark = '#47712f'
export const straw = '#e8b84a'
export const orange = '#ec7f2e'
export const berry = '#d33a4c'
export const cream = '#fbe9c8'
export const wood = '#a8683a'
export const woodDark = '#7c4727'
export const honey = '#f0a327'
export const water = '#5aa7c9'

const farmers = ['#e0533d', '#2f8f9d', '#d99a1c', '#7a5bb0', '#4f9b46', '#c9578f']

export function colourOf(slot: number): string {
  return farmers[slot % farmers.length] as string
}

export function numberOf(colour: string): number {
  return Number.parseInt(colour.slice(1), 16)
}
