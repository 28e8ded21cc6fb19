import { changeSettings, useSettings } from '../settings/settings.ts'

/** The queues that every game has. */
export const modes = [
  { mode: 'quick', name: 'Quick', about: 'Against whoever is there' },
  { mode: 'ranked', name: 'Ranked', about: 'Against players of your strength, for your rating' },
] as const

export type Mode = (typeof modes)[number]['mode']

export function modeName(mode: string): string {
  return modes.find((known) => known.mode === mode)?.name ?? mode
}

export function ModeChoice() {
  const chosen = useSettings().mode
  return (
    <div class="modes-row">
      <fieldset class="modes" aria-label="Mode">
        {modes.map(({ mode, name, about }) => (
          <label key={mode} title={about}>
            <input
              type="radio"
              name="mode"
              checked={mode === chosen}
              data-testid={`mode-${mode}`}
              onChange={() => changeSettings({ mode })}
            />
            {name}
          </label>
        ))}
      </fieldset>
    </div>
  )
}
