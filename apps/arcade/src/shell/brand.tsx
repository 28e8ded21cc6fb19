export function Brand() {
  return (
    <p class="brand">
      <img src="/icon.svg" alt="" width="30" height="30" />
      <span>
        Gameserver <b>Arcade</b>
      </span>
    </p>
  )
}
