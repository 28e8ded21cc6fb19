import { PartyEntrance } from './party-entrance.tsx'
import { PartyHall } from './party-hall.tsx'
import { useParty } from './use-party.ts'

/** Of the menu: the way into a party, or what goes on in it. */
export function PartyPanel({ name, isReady }: { name: string; isReady: boolean }) {
  const view = useParty()
  const { party } = view
  return (
    <section class="party panel" aria-label="Party" data-testid="party" data-room={view.room}>
      {party ? <PartyHall {...view} party={party} /> : <PartyEntrance name={name} isReady={isReady} />}
    </section>
  )
}
