import { useRef } from 'preact/hooks'

interface WatchButtonProps {
  onFile(file: File): void
}

/** Asks for a file of a recorded match. */
export function WatchButton({ onFile }: WatchButtonProps) {
  const chooser = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={chooser}
        type="file"
        accept=".gsr"
        hidden
        data-testid="replay-file"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? []
          if (file) onFile(file)
          currentTarget.value = ''
        }}
      />
      <button
        type="button"
        class="link-button"
        data-testid="watch-button"
        onClick={() => chooser.current?.click()}
      >
        Watch a replay
      </button>
    </>
  )
}
