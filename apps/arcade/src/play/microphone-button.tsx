import { useEffect, useState } from 'preact/hooks'
import { isTyping } from './hands.ts'

const complaintShownMs = 8_000

/** The voice of a match, a party or a room. */
interface Talk {
  readonly isMicrophoneOn: boolean
  readonly isPlaybackBlocked: boolean
  setMicrophone(isOn: boolean): Promise<void>
  startPlayback(): Promise<void>
  on(name: 'microphone' | 'playbackBlocked', listener: (is: boolean) => void): () => void
}

interface MicrophoneButtonProps {
  voice: Talk
  /** M is for the match. */
  to: 'match' | 'party' | 'room'
}

export function MicrophoneButton({ voice, to }: MicrophoneButtonProps) {
  const [isOn, setIsOn] = useState(voice.isMicrophoneOn)
  const [isAsking, setIsAsking] = useState(false)
  const [isBlocked, setIsBlocked] = useState(voice.isPlaybackBlocked)
  const [complaint, setComplaint] = useState<string>()

  useEffect(() => {
    const unsubscribes = [voice.on('microphone', setIsOn), voice.on('playbackBlocked', setIsBlocked)]
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe()
    }
  }, [voice])

  const toggle = async () => {
    setIsAsking(true)
    setComplaint(undefined)
    try {
      await voice.setMicrophone(!voice.isMicrophoneOn)
    } catch (error) {
      setComplaint(complaintOf(error))
      setTimeout(() => setComplaint(undefined), complaintShownMs)
    } finally {
      setIsAsking(false)
    }
  }

  useEffect(() => {
    if (to !== 'match') return
    const pressed = (event: KeyboardEvent) => {
      if (event.code === 'KeyM' && !event.repeat && !isTyping(event.target)) void toggle()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [voice, to])

  return (
    <>
      {isBlocked && (
        <button type="button" class="hear-button" onClick={() => void voice.startPlayback()}>
          Click to hear the others
        </button>
      )}
      {complaint && (
        <p class="complaint" role="alert">
          {complaint}
        </p>
      )}
      <button
        type="button"
        class={`icon-button microphone ${isOn ? 'is-on' : ''}`}
        data-testid={to === 'match' ? 'mic-button' : `${to}-mic-button`}
        data-to={to}
        aria-pressed={isOn}
        aria-label={`Microphone to the ${to} is ${isOn ? 'on: switch it off' : 'off: switch it on'}`}
        title={to === 'match' ? 'Microphone (M)' : `Microphone to the ${to}`}
        disabled={isAsking}
        onClick={() => void toggle()}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <rect x="9" y="3" width="6" height="11" rx="3" />
          <path
            d="M6 11a6 6 0 0 0 12 0M12 17v4M8.5 21h7"
            fill="none"
            stroke-width="2"
            stroke-linecap="round"
          />
          {!isOn && (
            <path d="M4 3l16 18" stroke-width="2.4" stroke-linecap="round" class="microphone-slash" />
          )}
        </svg>
      </button>
    </>
  )
}

function complaintOf(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotAllowedError')
    return 'The browser refuses the microphone. Allow it for this page, beside the address.'
  if (name === 'NotFoundError') return 'No microphone was found.'
  if (name === 'NotReadableError') return 'Another program is using the microphone.'
  return 'The microphone could not be switched. Try again.'
}
