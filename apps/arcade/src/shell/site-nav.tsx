import { Link } from '../address/link.tsx'
import { useAddress } from '../address/use-address.ts'

/** Leads to the arcade's screens, from each of them. */
export function SiteNav() {
  const address = useAddress()
  const isOwnProfile = address.at === 'player' && address.playerId === 'me'
  return (
    <nav class="site-nav" aria-label="Arcade">
      <Link to={{ at: 'menu' }} isCurrent={address.at === 'menu'} testid="nav-play">
        Play
      </Link>
      <Link to={{ at: 'rooms' }} isCurrent={address.at === 'rooms'} testid="nav-rooms">
        Rooms
      </Link>
      <Link to={{ at: 'leaderboards' }} isCurrent={address.at === 'leaderboards'} testid="nav-leaderboards">
        Leaderboards
      </Link>
      <Link to={{ at: 'player', playerId: 'me' }} isCurrent={isOwnProfile} testid="nav-profile">
        Profile
      </Link>
    </nav>
  )
}
