/** Something that takes time tells what it does by this. */
export interface Progress {
  /** Shows `text` with its elapsed seconds while the work runs. The work may replace the text as it goes on. */
  during<T>(text: string, work: (update: (text: string) => void) => Promise<T>): Promise<T>
  line(text: string): void
}

/** Where progress is shown: a terminal's, or something that takes lines. */
export interface Output {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

/** Nothing is said of work quicker than this. */
const quietMs = 1_000
/** On a terminal a line is redrawn; in a file or a CI log a new one is written, so rarely. */
const redrawMs = 1_000
const reprintMs = 10_000

export function createProgress(output: Output = process.stderr): Progress {
  const running = new Map<symbol, { text: string; startedMs: number }>()
  let shown = 0

  const erase = () => {
    if (shown > 0) output.write(`\x1b[${shown}A\x1b[J`)
    shown = 0
  }
  const draw = () => {
    if (!output.isTTY) return
    erase()
    for (const { text, startedMs } of running.values()) {
      if (performance.now() - startedMs < quietMs) continue
      // A longer line would wrap, and take two to erase.
      output.write(`${`  ${text} … ${seconds(startedMs)}`.slice(0, (output.columns ?? 80) - 1)}\n`)
      shown++
    }
  }
  const line = (text: string) => {
    erase()
    output.write(`${text}\n`)
    draw()
  }

  return {
    line,
    async during(text, work) {
      const key = Symbol(text)
      const entry = { text, startedMs: performance.now() }
      running.set(key, entry)
      const say = () =>
        output.isTTY ? draw() : output.write(`  ${entry.text} … ${seconds(entry.startedMs)}\n`)
      const first = setTimeout(say, quietMs)
      const repeat = setInterval(say, output.isTTY ? redrawMs : reprintMs)
      try {
        const result = await work((newText) => {
          entry.text = newText
        })
        running.delete(key)
        if (performance.now() - entry.startedMs >= quietMs) line(`  ${text}: ${seconds(entry.startedMs)}`)
        return result
      } finally {
        running.delete(key)
        clearTimeout(first)
        clearInterval(repeat)
        draw()
      }
    },
  }
}

export const silent: Progress = {
  during: (_text, work) => work(() => {}),
  line: () => {},
}

function seconds(startedMs: number): string {
  return `${((performance.now() - startedMs) / 1000).toFixed(1)} s`
}
