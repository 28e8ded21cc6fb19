import { useRef } from 'preact/hooks'

interface WatchButtonProps {
  onFiles(files: File[]): void
}

/** Asks for the file of a recorded match, or for all parts of it. */
export function WatchButton({ onFiles }: WatchButtonProps) {
  const chooser = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={chooser}
        type="file"
        accept=".gsr"
        multiple
        hidden
        data-testid="replay-file"
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])]
          if (files.length > 0) onFiles(files)
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
