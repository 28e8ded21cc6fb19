import type { About } from '../drawing.ts'

export const about: About = {
  tagline: 'Everybody against everybody. Three minutes. Keep moving.',
  controls: [
    { keys: 'W A S D', does: 'move' },
    { keys: 'Mouse', does: 'aim' },
    { keys: 'Click', does: 'fire' },
    { keys: 'Space', does: 'dash' },
  ],
}
