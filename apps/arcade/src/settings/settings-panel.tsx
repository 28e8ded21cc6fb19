import type { Effects } from '@gameserver/games/drawing.ts'
import { changeSettings, effectsOf, useSettings } from './settings.ts'

const effectsChoices: readonly { value: Effects; label: string }[] = [
  { value: 'full', label: 'Full' },
  { value: 'low', label: 'Low: for slow machines' },
  { value: 'calm', label: 'Calm: no shaking or flashing' },
]

export function SettingsPanel() {
  const settings = useSettings()
  return (
    <div class="settings">
      <Volume
        label="Sounds"
        value={settings.soundVolume}
        onChange={(soundVolume) => changeSettings({ soundVolume })}
      />
      <Volume
        label="Voices"
        value={settings.voiceVolume}
        onChange={(voiceVolume) => changeSettings({ voiceVolume })}
      />
      <label>
        <span>Effects</span>
        <select
          value={effectsOf(settings)}
          onChange={(event) => changeSettings({ effects: event.currentTarget.value as Effects })}
        >
          {effectsChoices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}

function Volume({ label, value, onChange }: { label: string; value: number; onChange(value: number): void }) {
  return (
    <label>
      <span>{label}</span>
      <input
        type="range"
        min="0"
        max="1"
        step="0.05"
        value={value}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
      />
    </label>
  )
}
