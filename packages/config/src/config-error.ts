/** A setting the process cannot start with. The message is one line that names the setting and where it came from. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}
