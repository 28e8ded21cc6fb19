import type { About } from '../drawing.ts'

export const about: About = {
  tagline: 'Plant, cook, deliver first. Your farm grows on while you are away.',
  touch: 'pointer',
  controls: [
    { keys: 'Click or tap', does: 'all there is to do: plots, orders, cards, the meadow' },
    { keys: '1 to 8', does: 'tend a plot' },
    { keys: 'Q W E R', does: 'choose a seed' },
    { keys: 'Tab, Enter', does: 'reach everything without a mouse' },
  ],
}
