import type { ComponentChildren } from 'preact'
import { type Address, writeAddress } from './address.ts'
import { go } from './use-address.ts'

interface LinkProps {
  to: Address
  class?: string
  isCurrent?: boolean
  testid?: string
  children: ComponentChildren
}

/** Leads to another screen without loading the page anew, unless a tab or window of its own is asked for. */
export function Link({ to, isCurrent = false, testid, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(to)
  }
  return (
    <a
      class={rest.class}
      href={location.pathname + writeAddress(to)}
      aria-current={isCurrent ? 'page' : undefined}
      data-testid={testid}
      onClick={follow}
    >
      {children}
    </a>
  )
}

/** A player's name, which leads to the profile. */
export function PlayerLink({ playerId, name }: { playerId: string; name: string }) {
  return (
    <Link to={{ at: 'player', playerId }} class="player-link" testid="player-link">
      {name}
    </Link>
  )
}
