import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { go, useAddress } from './address/use-address.ts'
import { client } from './client.ts'
import { type Complaint, complaintOf } from './complaint.ts'
import { type PlayableGame, playableGame, usePlayableGames } from './games.ts'
import { LeaderboardScreen } from './leaderboard/leaderboard-screen.tsx'
import { enter } from './login/enter.ts'
import { MenuScreen } from './menu/menu-screen.tsx'
import { readPageQuery } from './page-query.ts'
import { joinByLink } from './party/join-by-link.ts'
import { rememberMet } from './party/met-players.ts'
import { PlayScreen } from './play/play-screen.tsx'
import type { Ended, PlayableMatch } from './play/playable-match.ts'
import { PracticeMatch } from './practice/practice-match.ts'
import { ProfileScreen } from './profile/profile-screen.tsx'
import { followParty } from './queue/follow-party.ts'
import { type QueueProgress, queueForMatch } from './queue/queue-for-match.ts'
import { QueuePanel } from './queue/queue-panel.tsx'
import { fetchReplay, type LoadedReplay, readReplay } from './replay/load-replay.ts'
import { ReplayScreen } from './replay/replay-screen.tsx'
import { ResultScreen } from './result/result-screen.tsx'
import { followRoom } from './room/follow-room.ts'
import { onceStarted } from './room/once-started.ts'
import { RoomsScreen } from './room/rooms-screen.tsx'
import { changeSettings, settings } from './settings/settings.ts'
import { type WatchedLive, watchLive } from './spectate/watch-live.ts'
import { WatchScreen } from './spectate/watch-screen.tsx'

type Screen =
  | { at: 'menu'; complaint?: Complaint | undefined }
  | { at: 'queue'; progress: QueueProgress }
  | { at: 'play'; match: PlayableMatch; isPractice: boolean }
  | { at: 'replay'; loaded: LoadedReplay }
  | { at: 'watch'; watched: WatchedLive }
  | { at: 'result'; match: PlayableMatch; isPractice: boolean; ended: Ended }

const query = readPageQuery(location.search)
const practiceBots = query.practice?.bots ?? 7

export function App() {
  const [screen, setScreen] = useState<Screen>({ at: 'menu' })
  const [gameId, setGameId] = useState(query.game ?? settings().game)
  const address = useAddress()
  const games = usePlayableGames()
  const playable = games.find(({ game }) => game.id === gameId) ?? games[0]
  const queueing = useRef<AbortController>()

  const choose = useCallback((id: string) => {
    changeSettings({ game: id })
    setGameId(id)
  }, [])

  const play = useCallback(
    async (chosen: PlayableGame, name: string) => {
      changeSettings({ name })
      const cancel = new AbortController()
      queueing.current = cancel
      setScreen({ at: 'queue', progress: { step: 'entering' } })
      try {
        const { match, playable: played } = await queueForMatch({
          playable: chosen,
          mode: settings().mode,
          name,
          signal: cancel.signal,
          onProgress: (progress) => setScreen({ at: 'queue', progress }),
        })
        choose(played.game.id)
        setScreen({ at: 'play', match, isPractice: false })
      } catch (error) {
        setScreen({ at: 'menu', complaint: complaintOf(error) })
      }
    },
    [choose],
  )

  const practise = useCallback((chosen: PlayableGame, name: string) => {
    changeSettings({ name })
    try {
      const match = new PracticeMatch({
        playable: chosen,
        playerName: name || 'You',
        bots: practiceBots,
        seconds: query.practice?.seconds,
        seed: Math.floor(Math.random() * 2 ** 32),
      })
      setScreen({ at: 'play', match, isPractice: true })
    } catch (error) {
      console.error(error)
      setScreen({
        at: 'menu',
        complaint: { title: 'The game has a fault', detail: String(error), remedy: 'retry' },
      })
    }
  }, [])

  const watch = useCallback(async (load: () => Promise<LoadedReplay>) => {
    try {
      setScreen({ at: 'replay', loaded: await load() })
    } catch (error) {
      const detail = (error as Error).message
      setScreen({ at: 'menu', complaint: { title: 'No replay', detail, remedy: 'retry' } })
    }
  }, [])

  const spectate = useCallback(async (matchId: string) => {
    try {
      const name = query.name ?? (settings().name || undefined)
      const watched = await onceStarted(() => watchLive(matchId, name))
      setScreen({ at: 'watch', watched })
    } catch (error) {
      setScreen({ at: 'menu', complaint: complaintOf(error) })
    }
  }, [])

  const cancelQueue = useCallback(() => {
    queueing.current?.abort()
    void client.queue.leave().catch(() => {})
    setScreen({ at: 'menu' })
  }, [])

  useEffect(() => {
    if (!playable) return
    const name = query.name ?? settings().name
    const { replay, party, watch: watchedId } = query
    if (party) {
      joinByLink(party, name).catch((error) => setScreen({ at: 'menu', complaint: complaintOf(error) }))
    }
    if (replay) void watch(() => fetchReplay(replay))
    else if (watchedId) void spectate(watchedId)
    else if (query.practice) practise(playable, name)
    else if (query.autoplay && name) void play(playable, name)
    else if (settings().name) void resume((resumed) => void play(resumed, name))
    // Once, with what the page was opened with.
  }, [])

  const isFree = screen.at === 'menu' || screen.at === 'watch'
  useEffect(() => {
    if (isFree) return followParty((followed) => void play(followed, settings().name))
  }, [isFree, play])

  const isFreeForRoom = isFree || screen.at === 'result'
  useEffect(() => {
    if (!isFreeForRoom) return
    return followRoom({
      play: (followed) => void play(followed, settings().name),
      watch: (matchId) => void spectate(matchId),
    })
  }, [isFreeForRoom, play, spectate])

  const isInMatch = screen.at === 'play' || screen.at === 'replay' || screen.at === 'watch'
  useEffect(() => {
    // After it, the page shows how it ended.
    if (isInMatch) go({ at: 'menu' }, { replace: true })
  }, [isInMatch])

  if (!playable) return <p class="play-notice">There is no game in packages/games.</p>
  if (screen.at === 'play') {
    const { match, isPractice } = screen
    return (
      <PlayScreen
        playable={playable}
        match={match}
        onEnded={(ended) => {
          if (!isPractice) rememberMet(match.roster)
          setScreen({ at: 'result', match, isPractice, ended })
        }}
        onLeave={() => {
          void match.leave()
          setScreen({ at: 'menu' })
        }}
      />
    )
  }
  if (screen.at === 'replay')
    return <ReplayScreen loaded={screen.loaded} onLeave={() => setScreen({ at: 'menu' })} />
  if (screen.at === 'watch')
    return <WatchScreen watched={screen.watched} onLeave={() => setScreen({ at: 'menu' })} />
  if (address.at !== 'menu') {
    const meanwhile =
      screen.at === 'queue' ? (
        <QueuePanel progress={screen.progress} onCancel={cancelQueue} />
      ) : (
        screen.at === 'menu' &&
        screen.complaint && (
          <p role="alert" data-testid="complaint">
            <b>{screen.complaint.title}</b> {screen.complaint.detail}
          </p>
        )
      )
    if (address.at === 'rooms') {
      return (
        <RoomsScreen
          code={address.code}
          playable={playable}
          meanwhile={meanwhile}
          onPlay={(room) => void play(room, settings().name)}
          onSpectate={(matchId) => void spectate(matchId)}
        />
      )
    }
    return address.at === 'player' ? (
      <ProfileScreen playerId={address.playerId} meanwhile={meanwhile} />
    ) : (
      <LeaderboardScreen address={address} playable={playable} meanwhile={meanwhile} />
    )
  }
  if (screen.at === 'result') {
    const { match, isPractice, ended } = screen
    const again = () => {
      void match.close()
      if (isPractice) practise(playable, settings().name)
      else void play(playable, settings().name)
    }
    return (
      <ResultScreen
        playable={playable}
        match={match}
        ended={ended}
        isPractice={isPractice}
        onAgain={again}
        onMenu={() => {
          void match.close()
          setScreen({ at: 'menu' })
        }}
      />
    )
  }
  return (
    <MenuScreen
      playable={playable}
      initialName={query.name ?? settings().name}
      progress={screen.at === 'queue' ? screen.progress : undefined}
      complaint={screen.at === 'menu' ? screen.complaint : undefined}
      onChoose={choose}
      onPlay={(name) => void play(playable, name)}
      onPractise={(name) => practise(playable, name)}
      onWatch={(files) => void watch(() => readReplay(files))}
      onSpectate={(matchId) => void spectate(matchId)}
      onCancel={cancelQueue}
    />
  )
}

/** A page loaded anew in the middle of a match, or in the queue, goes back to where the player was. */
async function resume(play: (playable: PlayableGame) => void): Promise<void> {
  try {
    await enter(undefined)
    const status = await client.queue.status()
    const playable = status.state === 'idle' ? undefined : playableGame(status.game)
    if (playable) play(playable)
  } catch {
    // The menu says itself when the server is away.
  }
}
