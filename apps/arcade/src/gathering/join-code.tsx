import { useState } from 'preact/hooks'

const copiedShownMs = 2_000

/** What others need to come in: a code to read out, and a link to send. */
export function JoinCode({ code, to }: { code: string; to: 'party' | 'room' }) {
  const [isCopied, setIsCopied] = useState(false)
  const link = linkOf(to, code)

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link)
    } catch {
      // Not on an insecure origin: then it can be copied from here.
      prompt('Copy this link', link)
      return
    }
    setIsCopied(true)
    setTimeout(() => setIsCopied(false), copiedShownMs)
  }
  return (
    <div class="party-code">
      <b data-testid={`${to}-code`}>{code}</b>
      <button
        type="button"
        class="button"
        data-testid={`${to}-copy`}
        data-link={link}
        onClick={() => void copy()}
      >
        {isCopied ? 'Copied' : 'Copy link'}
      </button>
    </div>
  )
}

function linkOf(to: string, code: string): string {
  const link = new URL(location.pathname, location.origin)
  link.searchParams.set(to, code)
  return link.href
}
