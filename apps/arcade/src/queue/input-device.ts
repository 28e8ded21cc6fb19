/** What is played with here, for games whose rules of matching go by it. */
export function inputDevice(): 'touch' | 'keyboard' {
  return matchMedia('(pointer: coarse)').matches ? 'touch' : 'keyboard'
}
