import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { go } from '../address/use-address.ts'
import { InviteToasts } from '../party/invite-toasts.tsx'
import { isTyping } from '../play/hands.ts'
import { Brand } from './brand.tsx'
import { SiteNav } from './site-nav.tsx'

interface ShellProps {
  title: string
  kicker: string
  /** Beside the title. */
  aside?: ComponentChildren
  /** Goes on while the player looks around, as a queue. */
  meanwhile?: ComponentChildren
  children: ComponentChildren
}

/** Around each screen that is reached by an address. Escape leads back to the menu. */
export function Shell({ title, kicker, aside, meanwhile, children }: ShellProps) {
  useEffect(() => {
    const before = document.title
    document.title = `${title} · ${before}`
    return () => {
      document.title = before
    }
  }, [title])
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.code === 'Escape' && !isTyping(event.target)) go({ at: 'menu' })
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [])
  return (
    <main class="shell">
      <header class="shell-top">
        <Brand />
        <SiteNav />
      </header>
      {meanwhile && <div class="shell-meanwhile">{meanwhile}</div>}
      <div class="shell-title">
        <div>
          <p class="hero-kicker">{kicker}</p>
          <h1>{title}</h1>
        </div>
        {aside}
      </div>
      {children}
      <InviteToasts />
    </main>
  )
}
