import { useEffect, useState } from 'preact/hooks'

/** What a game threw, and where. */
interface FaultProps {
  error: unknown
  /** It has ended the match: this leads out of it. */
  onLeave?: (() => void) | undefined
}

/** To authors it says where to look, and goes away as soon as they have mended it; to players that it is not their fault. */
export function Fault({ error, onLeave }: FaultProps) {
  const text = useFaultText(error)
  return (
    <section class="fault" role="alert" data-testid="fault">
      <h2>{onLeave ? 'A fault in the game has ended the match' : 'The game has a fault'}</h2>
      {onLeave && <p>It does not count. Nobody is to blame who played it.</p>}
      {import.meta.env.DEV && text && <pre>{text}</pre>}
      {import.meta.env.DEV && !onLeave && <p>It goes on when the file is saved without the fault.</p>}
      {onLeave && (
        <button type="button" class="button button-primary" onClick={onLeave}>
          Back to the menu
        </button>
      )}
    </section>
  )
}

/** With the lines of the author's files as soon as the dev server has told them. */
function useFaultText(error: unknown): string {
  const stack =
    error instanceof Error ? (error.stack ?? String(error)) : error === undefined ? '' : String(error)
  const [traced, setTraced] = useState<{ stack: string; text: string }>()
  useEffect(() => {
    if (!(error instanceof Error)) return
    console.error(error)
    if (!import.meta.env.DEV) return
    fetch('/@fault', { method: 'POST', body: stack })
      .then((answer) => (answer.ok ? answer.text() : stack))
      .then(
        (text) => setTraced({ stack, text }),
        () => {}, // The dev server is away: the lines of what was served have to do.
      )
  }, [error, stack])
  return traced?.stack === stack ? traced.text : stack
}
