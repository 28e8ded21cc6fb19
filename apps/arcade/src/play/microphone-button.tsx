import type { MatchVoice } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import { isTyping } from './hands.ts'

const complaintShownMs = 8_000

export function MicrophoneButton({ voice }: { voice: MatchVoice }) {
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
    const pressed = (event: KeyboardEvent) => {
      if (event.code === 'KeyM' && !event.repeat && !isTyping(event.target)) void toggle()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [voice])

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
        data-testid="mic-button"
        aria-pressed={isOn}
        aria-label={isOn ? 'Microphone is on: switch it off' : 'Microphone is off: switch it on'}
        title="Microphone (M)"
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
