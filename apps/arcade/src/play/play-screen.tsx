import type { Drawing, DrawingOptions, Hud } from '@gameserver/games/drawing.ts'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { PlayableGame } from '../games.ts'
import { useParty } from '../party/use-party.ts'
import { effectsOf, useSettings } from '../settings/settings.ts'
import { soundOutput } from '../sound/sound-output.ts'
import { Chat } from './chat.tsx'
import { Fault } from './fault.tsx'
import { Feed, useFeed } from './feed.tsx'
import { Gauges } from './gauges.tsx'
import { Hands, isTyping } from './hands.ts'
import { MicrophoneButton } from './microphone-button.tsx'
import { NetworkReadout } from './network-readout.tsx'
import { PauseMenu } from './pause-menu.tsx'
import { PlayConnection } from './play-connection.tsx'
import { startPlayLoop } from './play-loop.ts'
import type { Ended, PlayableMatch } from './playable-match.ts'
import { ScoreList } from './score-list.tsx'
import { TimeAndBanner } from './time-and-banner.tsx'
import { TouchControls, useIsTouching } from './touch-controls.tsx'
import { useReload } from './use-reload.ts'

/** How long the last picture stays before the result is shown: time to see the end of the fight. */
const lingerMs = 1_600

interface PlayScreenProps {
  playable: PlayableGame
  match: PlayableMatch
  onEnded(ended: Ended): void
  onLeave(): void
}

export function PlayScreen({ playable, match, onEnded, onLeave }: PlayScreenProps) {
  const host = useRef<HTMLDivElement>(null)
  const [drawing, setDrawing] = useState<Drawing<unknown, unknown>>()
  const [hands, setHands] = useState<Hands>()
  const [hud, setHud] = useState<Hud>({})
  const [picturesPerSecond, setPicturesPerSecond] = useState(0)
  const [roster, setRoster] = useState(match.roster)
  const [muted, setMuted] = useState<ReadonlySet<number>>(new Set())
  const [isPaused, setIsPaused] = useState(false)
  const [trouble, setTrouble] = useState<string>()
  const [fault, setFault] = useState<unknown>()
  const [faultOfServer, setFaultOfServer] = useState<string>()
  const [isEndedByFault, setIsEndedByFault] = useState(false)
  const isTouching = useIsTouching()
  const settings = useSettings()
  const party = useParty()
  const effects = effectsOf(settings)
  const names = useMemo(() => new Map(roster.map(({ slot, name }) => [slot, name])), [roster])
  const feed = useFeed(match, drawing)
  const reload = useReload(match, playable)

  useEffect(() => {
    if (!host.current) return
    let isGone = false
    createDrawing(playable, {
      host: host.current,
      effects,
      sounds: soundOutput(),
      send: (name, value) => match.command(name, value),
    }).then(
      (ready) => {
        if (isGone) return destroy(ready)
        setDrawing(ready)
        setTrouble(undefined)
        setFault(undefined)
      },
      (error: unknown) => {
        if (isGone) return
        setTrouble('This browser cannot show the game')
        setFault(error)
      },
    )
    return () => {
      isGone = true
    }
  }, [playable])

  useEffect(() => drawing?.setEffects?.(effects), [drawing, effects])

  useEffect(() => {
    if (!drawing || !host.current) return
    const ownHands = new Hands(host.current, { touchPoints: playable.about.touch === 'pointer' })
    setHands(ownHands)
    const stopLoop = startPlayLoop({
      match,
      drawing,
      hands: ownHands,
      onHud: (nextHud, nextPicturesPerSecond) => {
        setHud(nextHud ?? {})
        setPicturesPerSecond(nextPicturesPerSecond)
      },
      onFault: setFault,
    })
    const resized = new ResizeObserver(() => drawing.resize?.())
    resized.observe(host.current)
    return () => {
      stopLoop()
      resized.disconnect()
      ownHands.close()
      // Only now nobody uses it; the one that takes its place, if there is one, is drawn already.
      destroy(drawing)
    }
  }, [drawing, match])

  useEffect(() => match.on('event', ({ name, value }) => drawing?.event?.(name, value)), [match, drawing])

  useEffect(() => {
    let linger: ReturnType<typeof setTimeout> | undefined
    const unsubscribes = [
      match.on('roster', setRoster),
      match.on('notice', ({ detail, reason }) => {
        if (reason === 'game_error') setFaultOfServer(detail)
        else setTrouble(detail || reason)
      }),
      match.on('ended', (ended) => {
        if (ended.reason === 'game_error') return setIsEndedByFault(true)
        linger = setTimeout(() => onEnded(ended), lingerMs)
      }),
    ]
    return () => {
      clearTimeout(linger)
      for (const unsubscribe of unsubscribes) unsubscribe()
    }
  }, [match])

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.code === 'Escape' && !isTyping(event.target)) setIsPaused((was) => !was)
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [])

  useEffect(() => {
    if (isPaused) hands?.release()
  }, [isPaused, hands])

  useEffect(() => {
    for (const { slot } of roster) match.voice?.setVolume(slot, muted.has(slot) ? 0 : settings.voiceVolume)
  }, [match, roster, muted, settings.voiceVolume])

  return (
    <main class={`play ${isTouching ? 'play-touch' : ''}`} data-testid="play-screen" data-phase={match.phase}>
      <section ref={host} class="play-stage" aria-label={`${playable.game.name}, the playing field`} />
      {isTouching && hands && playable.about.touch !== 'pointer' && <TouchControls touch={hands.touch} />}
      {drawing && (
        <div class="hud" data-testid="hud">
          {hud.scores && (
            <ScoreList scores={hud.scores} names={names} ownSlot={match.slot} voice={match.voice} />
          )}
          <TimeAndBanner hud={hud} names={names} phase={match.phase} />
          <Feed lines={feed} names={names} ownSlot={match.slot} scores={hud.scores ?? []} />
          {hud.gauges && <Gauges gauges={hud.gauges} />}
          <Chat match={match} names={names} scores={hud.scores ?? []} onOpen={() => hands?.release()} />
          <div class="hud-corner">
            <NetworkReadout match={match} picturesPerSecond={picturesPerSecond} place={hud.place} />
            <div class="hud-buttons">
              {match.voice && <MicrophoneButton voice={match.voice} to="match" />}
              {party.voice && <MicrophoneButton voice={party.voice} to="party" />}
              <button type="button" class="icon-button" aria-label="Menu" onClick={() => setIsPaused(true)}>
                ☰
              </button>
            </div>
          </div>
        </div>
      )}
      {!drawing && !trouble && <p class="play-notice">Preparing {playable.game.name}…</p>}
      {isEndedByFault ? (
        <Fault error={faultOfServer ?? fault} onLeave={onLeave} />
      ) : (
        fault !== undefined && <Fault error={fault} />
      )}
      {trouble && fault === undefined && (
        <p class="play-notice play-notice-bad" role="alert">
          {trouble}
        </p>
      )}
      {reload && (
        <p class="play-notice play-notice-reload" role="status" data-testid="reload">
          {reload}
        </p>
      )}
      <PlayConnection match={match} onLeave={onLeave} />
      {isPaused && (
        <PauseMenu
          playable={playable}
          match={match}
          names={names}
          muted={muted}
          onMute={setMuted}
          onClose={() => setIsPaused(false)}
          onLeave={onLeave}
        />
      )}
    </main>
  )
}

/** Rejects also with what is thrown before there is a promise. */
async function createDrawing(playable: PlayableGame, options: DrawingOptions) {
  return await playable.createDrawing(options)
}

/** One that could not draw may not be able to go either; the next one must not suffer for it. */
function destroy(drawing: Drawing<unknown, unknown>): void {
  try {
    drawing.destroy()
  } catch (error) {
    console.error('The drawing could not be removed:', error)
  }
}
