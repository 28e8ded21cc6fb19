export function Crown({ isFilled }: { isFilled: boolean }) {
  return (
    <svg class="party-icon" viewBox="0 0 24 24" aria-hidden="true">
      <path
        d="M3 8l4.5 4L12 5l4.5 7L21 8l-2 11H5z"
        fill={isFilled ? 'currentColor' : 'none'}
        stroke-width="2"
        stroke-linejoin="round"
      />
    </svg>
  )
}

export function Speaker({ isMuted }: { isMuted: boolean }) {
  return (
    <svg class="party-icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 9.5v5h3.5L13 19V5L7.5 9.5z" fill="currentColor" stroke="none" />
      <path
        d={isMuted ? 'M16.5 9.5l5 5m0-5l-5 5' : 'M16 9a4.2 4.2 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11'}
        fill="none"
        stroke-width="2"
        stroke-linecap="round"
      />
    </svg>
  )
}
