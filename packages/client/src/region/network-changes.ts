/** In a page: calls when the device may have another way to the servers, or the page was out of sight. Elsewhere never. */
export function onNetworkChange(changed: () => void): void {
  if (typeof document === 'undefined') return
  addEventListener('online', changed)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') changed()
  })
  // Not all browsers have it: from one network to another without being offline.
  const { connection } = navigator as { connection?: EventTarget }
  connection?.addEventListener('change', changed)
}
